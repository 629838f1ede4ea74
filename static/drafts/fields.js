// What does a form hold, and how does it come back into it?

// The properties that tell how a form stands, and how the service sent it.
const LIVE = { value: "value", checked: "checked", selected: "selected" };
export const SERVED = { value: "defaultValue", checked: "defaultChecked", selected: "defaultSelected" };
const UNTYPED = ["hidden", "file", "password", "submit", "button", "reset", "image"];

// What a person can type or choose; hidden inputs are the service's own.
export function controls(form) {
  return [...form.elements].filter(
    (control) =>
      control.matches("input, select, textarea") &&
      control.name &&
      !control.disabled &&
      !UNTYPED.includes(control.type),
  );
}

function isChoice(control) {
  return control.type === "checkbox" || control.type === "radio";
}

export function valuesOf(form, as = LIVE) {
  return controls(form).flatMap((control) => {
    if (isChoice(control)) return control[as.checked] ? [[control.name, control.value]] : [];
    if (!control.options) return [[control.name, control[as.value]]];
    const chosen = [...control.options].filter((option) => option[as.selected]);
    // A browser chooses the first where the page chooses none.
    if (!chosen.length && control.type === "select-one") chosen.push(...[...control.options].slice(0, 1));
    return chosen.map((option) => [control.name, option.value]);
  });
}

// The service keeps what was typed as it is.
export function mark(values) {
  return JSON.stringify(values);
}

export function isDirty(draft) {
  return mark(valuesOf(draft.form)) !== draft.saved;
}

// Gives back the texts for which the form has no control.
export function putBack(draft, values) {
  const left = [...values];
  const take = (fits) => {
    const index = left.findIndex(fits);
    return index < 0 ? null : left.splice(index, 1)[0];
  };
  draft.isPuttingBack = true;
  for (const control of controls(draft.form)) {
    const chosen = (value) => take((pair) => pair[0] === control.name && pair[1] === value) !== null;
    if (isChoice(control)) control.checked = chosen(control.value);
    else if (control.options) for (const option of control.options) option.selected = chosen(option.value);
    else control.value = (take(([name]) => name === control.name) ?? ["", control.value])[1];
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  // GOV.UK's radios and checkboxes show what hangs on them when a page comes back with its values.
  window.dispatchEvent(new Event("pageshow"));
  draft.isPuttingBack = false;
  return left.map(([, value]) => value.trim()).filter(Boolean);
}
