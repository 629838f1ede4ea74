// A form is sent while there is no connection: the browser would put its own error page in place of what was typed.
import { make } from "./drafts/words.js";

const OFFLINE =
  "There is no connection, so nothing was sent. Everything you typed is still here. Send it again when you are connected.";
const notice = make(
  "div",
  { class: "govuk-error-summary", role: "alert", tabindex: "-1" },
  make("h2", { class: "govuk-error-summary__title" }, "There is a problem"),
  make("div", { class: "govuk-error-summary__body" }, make("p", {}, OFFLINE)),
);

document.addEventListener("submit", (event) => {
  // A form that is fetched (hx-get, a draft) says so where it stands.
  if (navigator.onLine || event.defaultPrevented) return;
  event.preventDefault();
  event.target.prepend(notice);
  notice.focus();
});
window.addEventListener("online", () => notice.remove());
