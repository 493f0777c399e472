import { setTheme, theme, type Theme } from "../state/theme";

export function ThemeChoice() {
  return (
    <select class="theme" aria-label="Colours" value={theme.value} onChange={(event) => setTheme(event.currentTarget.value as Theme)}>
      <option value="system">As the system</option>
      <option value="light">Light</option>
      <option value="dark">Dark</option>
    </select>
  );
}
