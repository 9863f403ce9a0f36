// The dialog and the focus, nothing else: every page works without this file.
(() => {
  "use strict";
  const dialog = document.getElementById("dialog");
  let opener = null;

  const close = () => {
    if (dialog.open) dialog.close();
  };

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "dialog-content" || dialog.open) return;
    opener = event.detail.requestConfig.elt;
    dialog.showModal();
  });

  document.addEventListener("close-dialog", close);

  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-dialog]")) {
      event.preventDefault();
      close();
    }
  });

  dialog.addEventListener("close", () => {
    document.getElementById("dialog-content").replaceChildren();
    // What opened it may have been swapped for a new one of the same name.
    const again = opener && (document.contains(opener) ? opener : document.getElementById(opener.id));
    const back = again || document.querySelector("[data-focus-after-dialog]");
    if (back) back.focus();
  });

  // A page that failed or was refused says so in the messages region; bring it into view and under the reader.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "messages") return;
    close();
    event.detail.target.scrollIntoView({ block: "nearest" });
  });

  // No answer at all: say so, since nothing will be swapped in.
  document.addEventListener("htmx:sendError", () => {
    close();
    const message = document.createElement("div");
    message.className = "message message-error";
    message.textContent = "Ledgerline cannot be reached. Check your connection, then try again.";
    document.getElementById("messages").replaceChildren(message);
  });
})();
