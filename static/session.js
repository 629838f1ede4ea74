// Is somebody still there? A session that is not used ends. Typing and pointing is use, though the service hears nothing
// of it, so this tells it. Whoever does neither is asked in time. After the end the page is covered, with what was typed
// in it, until the same person has signed in again.
//
// What the page gives: <body data-session-left="3600">, seconds until the session ends unless it is used. What the
// service answers: {"left": 3600, "until": "2.32pm", "is_last": false, "who": "12"}: whether using the service makes it
// no later, and whose session it is, like data-drafts-owner. Asking is use like any other, unless the header says that the page asks by itself.

import { make } from "./drafts/words.js";

const ADDRESS = "/accounts/session/";
// Seconds: when somebody is asked (WCAG 2.2.1 wants twenty at least), how seldom the service is told that somebody is
// there, and how late a timer may be set so that it does not fire too early.
const ASKED = 300;
const TOLD = 120;
const LATE = 2;
const PARAGRAPH = { class: "govuk-body" };
const SIGNED_OUT = "You have been signed out";

const given = Number(document.body.dataset.sessionLeft);
let ends = Date.now() + given * 1000;
let told = Date.now();
let timer = 0;
let dialog = null;
let notice = null;
let cover = null;
let title = "";

if (given) {
  for (const kind of ["keydown", "pointerdown", "wheel", "input"]) {
    document.addEventListener(kind, there, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  window.addEventListener("focus", () => cover && look());
  wait();
}

function there() {
  if (!dialog && !cover && Date.now() - told > TOLD * 1000) tell();
}

// Until it is time to ask, or, where that was done, until the end.
function wait() {
  clearTimeout(timer);
  const before = dialog || notice ? 0 : ASKED * 1000;
  timer = setTimeout(look, Math.max(ends - Date.now() - before, 0) + LATE * 1000);
}

// Another tab may have used the session meanwhile, so the service is asked before anything is said.
function look() {
  ask({ "X-Unattended": "1" });
}

function tell() {
  told = Date.now();
  ask({});
}

async function ask(headers) {
  const options = { headers, credentials: "same-origin", cache: "no-store", redirect: "manual" };
  const answer = await fetch(ADDRESS, options).catch(() => null);
  const said = answer?.ok ? await answer.json().catch(() => null) : null;
  if (said?.left && said.who === document.body.dataset.draftsOwner) show(said);
  // Without a connection the clock says when it is over.
  if (answer?.type === "opaqueredirect" || Date.now() >= ends) over();
  else wait();
}

function show({ left, until, is_last: isLast }) {
  ends = Date.now() + left * 1000;
  uncover();
  if (left > ASKED || isLast) close();
  if (left > ASKED) say();
  else if (isLast) say(`You will be signed out at ${until}. Save what you typed, then sign in again.`);
  else if (!dialog) open(until);
}

function open(until) {
  const stay = make("button", { type: "button", class: "govuk-button" }, "Stay signed in");
  const why = "You have not used this service for some time. What you typed stays on this page.";
  dialog = make(
    "dialog",
    { class: "app-dialog", "aria-labelledby": "session-ends", "aria-describedby": "session-why" },
    make("h2", { class: "govuk-heading-m", id: "session-ends" }, `You will be signed out at ${until}`),
    make("p", { ...PARAGRAPH, id: "session-why" }, why),
    stay,
  );
  document.body.append(dialog);
  stay.addEventListener("click", tell);
  // Escape: whoever pressed it is there.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    tell();
  });
  dialog.showModal();
}

function close() {
  dialog?.close();
  dialog?.remove();
  dialog = null;
}

// Above the page, which stays as it is. What stands there already is not read out again; without words it goes.
function say(...words) {
  const text = make("p", PARAGRAPH, ...words);
  if (notice?.textContent === text.textContent) return;
  notice?.remove();
  notice = words.length ? make("div", { class: "govuk-inset-text", role: "alert" }, text) : null;
  if (notice) document.getElementById("main").prepend(notice);
}

// The next person at this computer reads nothing of the page, neither here nor on paper nor in the tab's name.
function over() {
  clearTimeout(timer);
  close();
  if (cover) return;
  const href = `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
  cover = make(
    "main",
    { class: "app-cover", tabindex: "-1", "aria-labelledby": "signed-out" },
    make("h1", { class: "govuk-heading-l", id: "signed-out" }, SIGNED_OUT),
    make("p", PARAGRAPH, "Anything you typed on this page is still here. Sign in again in a new tab, then come back to this tab to see it."),
    make("a", { href, class: "govuk-link", target: "_blank", rel: "noopener" }, "Sign in again (opens in a new tab)"),
  );
  title = document.title;
  document.title = SIGNED_OUT;
  document.body.append(cover);
  document.body.classList.add("app-covered");
  cover.focus();
}

function uncover() {
  if (!cover) return;
  document.title = title;
  document.body.classList.remove("app-covered");
  cover.remove();
  cover = null;
}
