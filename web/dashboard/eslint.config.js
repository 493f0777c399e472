import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  { ignores: ["dist", "node_modules", "can-build.cjs"] },
  js.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-non-null-assertion": "error",
      // Money never passes through a float: decimals are parsed and formatted by decimal.ts alone.
      "no-restricted-globals": ["error", { name: "parseFloat", message: "Use decimal.ts." }],
      "no-restricted-properties": ["error", { object: "Number", property: "parseFloat", message: "Use decimal.ts." }],
      eqeqeq: "error",
    },
  },
  { files: ["test/**/*.ts", "*.ts"], extends: [tseslint.configs.recommended] },
);
