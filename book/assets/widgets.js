// Before require.js: where the widgets' own icons are.
window.require = {
  paths: { "@jupyter-widgets/html-manager/dist": new URL("vendor/html-manager", document.currentScript.src).href },
};
