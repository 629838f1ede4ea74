// Signing out removes what is kept in this browser; whoever has text there that is not saved is asked first.

import { forgetAll, unsavedPages } from "./copies.js";
import { make } from "./words.js";

export function followSignOut(owner) {
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    const place = form.querySelector("[data-unsaved]");
    const pages = unsavedPages(owner);
    if (place && pages.length) ask(form, place, pages);
    form.addEventListener("submit", (event) => {
      if (!place && unsavedPages(owner).length) {
        event.preventDefault();
        location.assign(form.action);
      } else {
        forgetAll(owner);
      }
    });
  }
}

function ask(form, place, pages) {
  const links = pages.map(({ path, title }) =>
    make("li", {}, make("a", { href: path, class: "govuk-link" }, title || path)),
  );
  const words = "You have text that is not saved yet on these pages:";
  const list = make("ul", { class: "govuk-list govuk-list--bullet" }, ...links);
  place.append(make("p", { class: "govuk-body" }, words), list);
  place.append(make("p", { class: "govuk-body" }, "If you sign out, it is deleted. Open a page to save it first."));
  const button = form.querySelector("button");
  button.textContent = "Sign out and delete it";
  button.classList.add("govuk-button--warning");
}
