import { resolve } from "node:path";
import { defineConfig } from "vite";

/** The script that draws the stills, for `tools/stills.py`; it is no part of the site. */
export default defineConfig({
  build: {
    lib: { entry: resolve(import.meta.dirname, "src/stills/draw.ts"), formats: ["es"], fileName: "stills" },
    emptyOutDir: true,
    target: "es2023",
  },
});
