"""What a browser would read in the form of a page: its boxes, ticks and hidden values."""

from dataclasses import dataclass, field

from .forms_on_page import forms_on


@dataclass
class Controls:
    """`boxes` are {name: text}; `lines` the names of those that hold one line; `choices` {name: values offered};
    `ticked` {name: values ticked}; `hidden` {name: value}."""

    boxes: dict[str, str] = field(default_factory=dict)
    lines: set[str] = field(default_factory=set)
    choices: dict[str, list[str]] = field(default_factory=dict)
    single: set[str] = field(default_factory=set)
    ticked: dict[str, list[str]] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)

    @property
    def posted(self) -> dict[str, str | list[str]]:
        """What is typed and ticked, as it would be posted."""
        return {**self.boxes, **self.ticked}


def controls_of(page: str, form: str = "data-draft") -> Controls:
    """Return the controls of the first form whose tag has the attribute `form`."""
    found = Controls()
    for control in next(each for each in forms_on(page, "/") if form in each.about).controls:
        if control.kind == "hidden":
            found.hidden[control.name] = control.value
        elif control.kind in ("checkbox", "radio"):
            found.choices.setdefault(control.name, []).append(control.value)
            if control.kind == "radio":
                found.single.add(control.name)
            if control.is_chosen:
                found.ticked.setdefault(control.name, []).append(control.value)
        elif control.kind not in ("submit", "file", "button", "option"):
            found.boxes[control.name] = control.value
            if control.kind != "textarea":
                found.lines.add(control.name)
    return found
