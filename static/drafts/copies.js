// Where is text kept until it is saved? In this browser's store: one place for each person, path and page.

import { valuesOf } from "./fields.js";

const PREFIX = "draft:";
const KEPT_FOR = 7 * 24 * 3600 * 1000;

const store = reachableStore();
// A browser may refuse to keep anything, or be full.
let isKept = store !== null;

function reachableStore() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

// Each page has a place of its own, so that two tabs never overwrite each other's copy.
export function newSlot(key) {
  return `${PREFIX}${key}#${Date.now()}${Math.random()}`;
}

export function whereabouts() {
  return isKept ? "is kept in this browser" : "is only on this page (leave it open)";
}

export function keep(draft) {
  const copy = {
    base: draft.form.dataset.draftVersion,
    at: Date.now(),
    values: valuesOf(draft.form),
    place: draft.place,
    page: { path: location.pathname, title: document.title.replace(/ – [^–]*$/, "") },
  };
  try {
    store.setItem(draft.slot, JSON.stringify(copy));
    isKept = true;
  } catch {
    isKept = false;
  }
}

export function forget(slot) {
  store?.removeItem(slot);
}

export function slots(key) {
  return Object.keys(store ?? {}).filter((name) => name.startsWith(`${PREFIX}${key}#`));
}

export function read(slot) {
  try {
    const copy = JSON.parse(store.getItem(slot));
    return Array.isArray(copy.values) ? copy : null;
  } catch {
    return null;
  }
}

// The pages on which a person has text that is not saved, each once.
export function unsavedPages(owner) {
  const pages = all(owner).map((slot) => read(slot)?.page).filter(Boolean);
  return [...new Map(pages.map((page) => [page.path, page])).values()];
}

export function forgetAll(owner) {
  all(owner).forEach(forget);
}

function all(owner) {
  return Object.keys(store ?? {}).filter((name) => name.startsWith(`${PREFIX}${owner}:`));
}

// What is too old, is no copy, or was settled by what the service has just answered.
export function tidy() {
  for (const slot of Object.keys(store ?? {}).filter((name) => name.startsWith(PREFIX))) {
    if (!((read(slot)?.at ?? 0) > Date.now() - KEPT_FOR)) forget(slot);
  }
  for (const { dataset } of document.querySelectorAll("[data-drafts-done]")) {
    dataset.draftsDone.split(" ").flatMap(slots).forEach(forget);
  }
}
