// A signature drawn by finger or pen on a canvas.
import SignaturePad from "signature_pad";

/** `changed(empty)` is called after every stroke. */
export function attach(canvas, changed) {
  const pad = new SignaturePad(canvas, { minWidth: 0.9, maxWidth: 2.8, penColor: "#111827", backgroundColor: "rgb(255,255,255)" });
  const fit = () => {
    const strokes = pad.toData();
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.clear();
    pad.fromData(strokes);
  };
  pad.addEventListener("endStroke", () => changed(pad.isEmpty()));
  const watch = new ResizeObserver(fit);
  watch.observe(canvas);
  fit();
  return {
    clear: () => {
      pad.clear();
      changed(true);
    },
    blob: () => new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no image"))), "image/png");
    }),
    dispose: () => {
      watch.disconnect();
      pad.off();
    },
  };
}
