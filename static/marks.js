// Words that are selected in a text are put into the box of passages to black out, one on each line, by a button.

export const init = (words) => {
  const box = document.getElementById(words.dataset.marks);
  const part = document.querySelector('input[name="decision"][value="part"]');
  if (!box) return;

  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary";
  button.textContent = "Black out the selected words";
  const said = document.createElement("p");
  said.className = "govuk-body";
  said.setAttribute("role", "status");
  words.after(button, said);

  // The selection is gone once the button has the focus, on some browsers.
  let chosen = "";
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (selection.rangeCount && words.contains(selection.getRangeAt(0).commonAncestorContainer)) {
      chosen = selection.toString();
    }
  });

  button.addEventListener("click", () => {
    const lines = chosen.split("\n").map((line) => line.trim()).filter(Boolean);
    if (!lines.length) {
      said.textContent = "Select words in the text above first.";
      return;
    }
    const there = box.value.split("\n").map((line) => line.trim()).filter(Boolean);
    box.value = [...new Set([...there, ...lines])].join("\n");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    if (part) part.checked = true;
    said.textContent = `Added to the passages to black out: ${lines.join("; ")}`;
    chosen = "";
  });
};
