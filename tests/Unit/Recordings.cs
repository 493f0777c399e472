using Xunit;

namespace Rialto.Unit;

/// <summary>Finds recorded market data: <c>shared/data</c> in a folder above the tests, or the folder that <c>RIALTO_DATA</c> names. Skips the test where there is none.</summary>
internal static class Recordings
{
    public static string Path(string name)
    {
        var root = Environment.GetEnvironmentVariable("RIALTO_DATA") ?? Above(AppContext.BaseDirectory);
        Assert.SkipWhen(root is null, "No recorded data: no folder shared/data above the tests, and RIALTO_DATA is not set.");
        var path = System.IO.Path.Combine(root!, name);
        Assert.SkipUnless(File.Exists(path), $"No recorded data: {name} is not in {root}.");
        return path;
    }

    /// <summary>As <see cref="Path"/>, for tests that can do without.</summary>
    public static bool TryPath(string name, out string path)
    {
        path = System.IO.Path.Combine(Environment.GetEnvironmentVariable("RIALTO_DATA") ?? Above(AppContext.BaseDirectory) ?? "", name);
        return File.Exists(path);
    }

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
