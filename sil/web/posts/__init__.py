"""What a form posts: kept where a session has ended, and compared with what its page showed."""
