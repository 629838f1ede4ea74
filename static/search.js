// Search fields (sil/web/search/fields.py) with matches while one types. What is chosen is typed into the box by its full
// label, which the server reads; so nothing hidden can say anything else than the page shows.
import "./vendor/accessible-autocomplete.min.js";

const WAIT = 200;
const HELP = "When matches appear, use the up and down arrows to look at them and Enter to choose.";

const escaped = (text) => {
  const span = document.createElement("span");
  span.textContent = text;
  return span.innerHTML;
};

// A match, or the text with which a box begins.
const labelOf = (match) => match?.label ?? match ?? "";

const described = (input) =>
  (input.getAttribute("aria-describedby") || "")
    .split(" ")
    .map((id) => document.getElementById(id)?.textContent.trim().replace(/\s+/g, " "))
    .filter(Boolean);

const address = (box, typed) => {
  const url = new URL(box.dataset.address || location.href, location.href);
  url.searchParams.set("find", box.dataset.search);
  url.searchParams.set("typed", typed);
  url.hash = "";
  return url;
};

// Ask for the last that was typed alone: an answer that comes late is for nobody.
const finder = (box) => {
  let timer = 0;
  let last = "";
  return (typed, populate) => {
    last = typed;
    box.toggleAttribute("data-searching", true);
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const response = await fetch(address(box, typed), { headers: { Accept: "application/json" } }).catch(() => null);
      const json = response?.ok && response.headers.get("Content-Type")?.startsWith("application/json");
      const found = json ? (await response.json()).found : [];
      if (last !== typed) return;
      box.toggleAttribute("data-searching", false);
      populate(found);
    }, WAIT);
  };
};

const nothing = (box) => (box.hasAttribute("data-searching") ? "Searching…" : "Nothing matches");

const tick = (box, label) => {
  const list = box.previousElementSibling;
  if ([...list.querySelectorAll("label")].some((each) => each.firstChild.textContent === label)) return;
  const id = `${box.dataset.search}-${list.children.length}-chosen`;
  const item = document.createElement("div");
  item.className = "govuk-checkboxes__item";
  const tickbox = Object.assign(document.createElement("input"), {
    className: "govuk-checkboxes__input", type: "checkbox", name: box.dataset.search, value: label, id, checked: true,
  });
  const words = Object.assign(document.createElement("label"), {
    className: "govuk-label govuk-checkboxes__label", htmlFor: id, textContent: label,
  });
  item.append(tickbox, words);
  list.append(item);
  list.hidden = false;
};

const enhance = (box, { focus = false, value } = {}) => {
  const input = box.querySelector("input");
  const { id, name, className } = input;
  const help = [...described(input), HELP].join(" ");
  const original = input.cloneNode();
  const holder = document.createElement("div");
  input.replaceWith(holder);
  window.accessibleAutocomplete({
    element: holder,
    id,
    name,
    inputClasses: className,
    placeholder: input.placeholder,
    defaultValue: value ?? input.value,
    minLength: 2,
    confirmOnBlur: false,
    displayMenu: "overlay",
    source: finder(box),
    templates: {
      inputValue: labelOf,
      suggestion: (match) =>
        `${escaped(labelOf(match))}${match.detail ? `<span class="app-match__detail">${escaped(match.detail)}</span>` : ""}`,
    },
    tAssistiveHint: () => help,
    tNoResults: () => nothing(box),
    tStatusNoResults: () => nothing(box),
    onConfirm: (match) => {
      if (!match) return;
      // The box holds what was chosen once the library has drawn it.
      if ("go" in box.dataset) setTimeout(() => box.closest("form").requestSubmit());
      if (!("several" in box.dataset)) return;
      tick(box, match.label);
      // The library has no way to empty its box: it is made anew.
      setTimeout(() => {
        box.replaceChildren(original);
        enhance(box, { focus: true, value: "" });
      });
    },
  });
  if (focus) document.getElementById(id).focus();
};

export const init = (scope) => scope.querySelectorAll("[data-search]:not(:has([role=combobox]))").forEach((box) => enhance(box));
