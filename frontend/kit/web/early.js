// Before the first paint: the theme and the language that this browser chose last time.
const root = document.documentElement;
const stored = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
const theme = stored("aftercare.theme");
const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
root.dataset.theme = dark ? "dark" : "light";
root.lang = stored("aftercare.language") === "en" ? "en" : "zh-CN";
