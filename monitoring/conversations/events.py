"""Audit events of conversations. They quote nothing: what was written stands in the conversation."""

EVENTS = {
    "conversation.entry": "{role} wrote to {to} about the {title}",
    "conversation.question": "{role} asked {to} about the {title}",
}
