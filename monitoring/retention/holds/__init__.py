"""Legal holds: what is never disposed of while they last."""
