// Forms that use a passkey (templates/mfa/_passkey.html): the browser makes or uses one, its answer goes into the form,
// and the form is sent. The script that turns bytes into text and back is that of the sign-in library.
import "./mfa/js/webauthn-json.js";

const { webauthnJSON } = globalThis;

export const init = (form) => {
  const { credential, name } = form.elements;
  const sentences = [...form.querySelectorAll("[data-passkey-says]")];
  const say = (which) => {
    const known = sentences.some((each) => each.dataset.passkeySays === which);
    for (const each of sentences) each.hidden = each.dataset.passkeySays !== (known ? which : "other");
  };
  if (!webauthnJSON.supported()) return say("unsupported");

  let asking = false;
  form.addEventListener("submit", async (event) => {
    // Without a name the form is refused, and the device has to make nothing for it.
    if (name && !name.value.trim()) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    for (const each of sentences) each.hidden = true;
    try {
      credential.value = JSON.stringify(await webauthnJSON[form.dataset.passkey](JSON.parse(form.dataset.options)));
    } catch (error) {
      return say(error.name);
    } finally {
      asking = false;
    }
    form.submit();
  });
};
