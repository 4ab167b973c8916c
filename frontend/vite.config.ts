import { readdirSync } from "node:fs";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip as gzipped } from "node:zlib";
import { build, defineConfig, type Plugin } from "vite";

const brotli = promisify<Buffer, object, Buffer>(brotliCompress);
const gzip = promisify<Buffer, object, Buffer>(gzipped);
const OUT = resolve(import.meta.dirname, "../src/loadshare/server/static/dist");

/** Every file in src/pages is the script of the page of the same name. */
function pageEntries(): Record<string, string> {
  const folder = resolve(import.meta.dirname, "src/pages");
  const names = readdirSync(folder).filter((name) => /^[a-z-]+\.ts$/.test(name));
  return Object.fromEntries(names.map((name) => [name.slice(0, -3), join(folder, name)]));
}

/** The worker is one file without imports: a browser fetches it alone and compares it byte by byte. */
function worker(): Plugin {
  return {
    name: "worker",
    apply: "build",
    async writeBundle() {
      await build({
        configFile: false,
        publicDir: false,
        logLevel: "warn",
        build: {
          outDir: OUT,
          emptyOutDir: false,
          target: "es2023",
          modulePreload: { polyfill: false },
          rolldownOptions: {
            input: resolve(import.meta.dirname, "src/worker/sw.ts"),
            // The name stays: a browser looks for its successor at the same address.
            output: { entryFileNames: "sw.js", format: "iife" },
          },
        },
      });
    },
  };
}

/** WhiteNoise serves the .br or .gz file beside a file where the browser takes it. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    async closeBundle() {
      const files = await readdir(OUT, { recursive: true });
      await Promise.all(files.filter((file) => /\.(js|css|svg|json)$/.test(file)).map(async (name) => {
        const path = join(OUT, name);
        const bytes = await readFile(path);
        await writeFile(`${path}.br`, await brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
        await writeFile(`${path}.gz`, await gzip(bytes, { level: 9 }));
      }));
    },
  };
}

/** The stills of the moving body, under names that say their content, so that they are kept for a year. */
function stills(): Plugin {
  const folder = resolve(import.meta.dirname, "stills");
  return {
    name: "stills",
    apply: "build",
    async buildStart() {
      for (const name of await readdir(folder)) {
        const source = await readFile(join(folder, name));
        this.emitFile({ type: "asset", name, originalFileName: `stills/${name}`, source });
      }
    },
  };
}

const PAPER_FONTS = ["400Regular", "600SemiBold"].map((weight) =>
  resolve(
    import.meta.dirname,
    `node_modules/@expo-google-fonts/atkinson-hyperlegible-next/${weight}/AtkinsonHyperlegibleNext_${weight}.ttf`,
  ),
);

/** Paper is set by the server, which reads no woff2: it gets the same letters as plain font files. */
function paperFonts(): Plugin {
  return {
    name: "paper-fonts",
    apply: "build",
    async closeBundle() {
      await mkdir(join(OUT, "paper"), { recursive: true });
      for (const path of PAPER_FONTS) await copyFile(path, join(OUT, "paper", basename(path)));
    },
  };
}

export default defineConfig({
  base: "/static/dist/",
  build: {
    outDir: OUT,
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    // three alone is larger; it is loaded only where a body moves.
    chunkSizeWarningLimit: 800,
    modulePreload: { polyfill: false },
    target: "es2023",
    rolldownOptions: {
      input: {
        main: resolve(import.meta.dirname, "styles/main.css"),
        ...pageEntries(),
      },
    },
  },
  plugins: [stills(), worker(), compressed(), paperFonts()],
});
