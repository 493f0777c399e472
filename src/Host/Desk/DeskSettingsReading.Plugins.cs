using Rialto.Host.Config;
using Rialto.Host.Desk.Plugins;

namespace Rialto.Host.Desk;

internal static partial class DeskSettingsReading
{
    /// <summary>
    /// Loads the assemblies that <c>Plugins</c> names. Paths are relative to the configuration's folder. A run's configuration has the hash of each, and its folder a copy, which is taken where it is there.
    /// </summary>
    private static PluginShelf Plugins(SettingsReader reader, string folder, PluginShelf? loaded)
    {
        if (loaded is not null)
            return Loaded(reader, loaded);
        var shelf = new PluginShelf();
        shelf.ReadFrom(folder);
        foreach (var child in reader.Children("Plugins"))
        {
            var key = $"Plugins:{child}";
            var path = reader.Text($"{key}:Assembly", "");
            var hash = reader.OptionalText($"{key}:Sha256");
            var allowImpure = reader.Flag($"{key}:AllowImpure", false);
            if (path.Length == 0)
            {
                reader.Refuse($"{key}:Assembly", "must name an assembly with strategies");
                continue;
            }

            path = Path.GetFullPath(Path.Combine(folder, path));
            var kept = hash is null ? null : Path.Combine(folder, PluginShelf.FolderName, hash.ToLowerInvariant() + ".dll");
            try
            {
                reader.Show($"{key}:Assembly", path);
                reader.Show($"{key}:Sha256", shelf.Load(File.Exists(kept) ? kept : path, hash, allowImpure).Hash);
            }
            catch (PluginFaultException fault)
            {
                reader.Refuse(hash is not null && fault.Message.Contains("another plugin", StringComparison.Ordinal) ? $"{key}:Sha256" : $"{key}:Assembly", fault.Message);
            }
        }

        return shelf;
    }

    /// <summary>A desk that runs has its assemblies: what is named is read, and nothing is loaded.</summary>
    private static PluginShelf Loaded(SettingsReader reader, PluginShelf loaded)
    {
        foreach (var child in reader.Children("Plugins"))
        {
            _ = reader.Text($"Plugins:{child}:Assembly", "");
            _ = reader.OptionalText($"Plugins:{child}:Sha256");
            _ = reader.Flag($"Plugins:{child}:AllowImpure", false);
        }

        return loaded;
    }
}
