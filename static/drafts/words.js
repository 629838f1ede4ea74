// What is a person told about their draft, and what can they do about it?

import { whereabouts } from "./copies.js";
import { isDirty } from "./fields.js";

// How long to wait after each kind of trouble, in milliseconds, and what is said. `signIn` adds the link.
export const TROUBLE = {
  down: {
    wait: (failures) => Math.min(2000 * 2 ** failures, 60000),
    sentence: () =>
      `There is no connection. Your text ${whereabouts()} and will be saved when the connection is back.`,
  },
  out: {
    wait: () => 15000,
    sentence: () =>
      `You have been signed out. Your text ${whereabouts()}. Sign in again in a new tab, then come back here.`,
    signIn: true,
  },
  other: {
    wait: () => 15000,
    sentence: () =>
      `Somebody else is signed in now. Your text ${whereabouts()} and will not be saved under their name. ` +
      "Sign in as yourself in a new tab, then come back here.",
  },
  refused: {
    wait: () => 60000,
    sentence: (draft) => `This could not be saved. Your text ${whereabouts()}. Press ‘${saving(draft)}’ to see why.`,
  },
  large: {
    wait: () => 60000,
    sentence: (draft) => `${draft.refusal} Your text ${whereabouts()}, and is not saved.`,
  },
  conflict: {
    // Nothing is sent before the person has seen both.
    wait: () => 0,
    sentence: (draft) =>
      `${draft.conflict} ` +
      (isDirty(draft)
        ? `Your text is still here. Press ‘${saving(draft)}’ to compare the two.`
        : "Reload this page before you continue."),
  },
};

// What the button is called by which the form is saved without the script.
function saving({ form }) {
  const button = form.querySelector("button[name=act][value=save]") ?? form.querySelector("button:not([type=button])");
  return button?.textContent.trim() ?? "Save";
}

export function warn(draft) {
  const { sentence, signIn } = TROUBLE[draft.state];
  const words = sentence(draft);
  if (draft.alert.querySelector("[data-words]")?.textContent === words) return;
  const text = make("strong", { class: "govuk-warning-text__text" });
  text.append(
    make("span", { class: "govuk-visually-hidden" }, "Warning "),
    make("span", { "data-words": "" }, words),
  );
  if (signIn) {
    const href = `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
    const attributes = { href, target: "_blank", rel: "noopener", class: "govuk-link" };
    text.append(" ", make("a", attributes, "Sign in (opens in a new tab)"));
  }
  const icon = make("span", { class: "govuk-warning-text__icon", "aria-hidden": "true" }, "!");
  draft.alert.replaceChildren(make("div", { class: "govuk-warning-text" }, icon, text));
}

export function tell(draft, sentence, choices) {
  const buttons = make("div", { class: "govuk-button-group" });
  const notice = make("div", { class: "govuk-inset-text" }, make("p", { class: "govuk-body" }, sentence), buttons);
  for (const [words, act] of Object.entries(choices)) {
    const button = make("button", { type: "button", class: "govuk-button govuk-button--secondary" }, words);
    button.addEventListener("click", () => {
      notice.remove();
      act();
      // The button that had the focus is gone; without this a keyboard would begin at the top again.
      draft.status.tabIndex = -1;
      draft.status.focus();
    });
    buttons.append(button);
  }
  draft.notices.append(notice);
}

export function say(draft, words) {
  if (draft.status.textContent.trim() !== words) draft.status.textContent = words;
}

export function when(at) {
  const then = new Date(at);
  const time = then.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const day = then.toLocaleDateString("en-GB", { day: "numeric", month: "long" });
  return then.toDateString() === new Date().toDateString() ? time : `${time} on ${day}`;
}

export function make(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
