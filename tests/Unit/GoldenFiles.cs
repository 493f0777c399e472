using Xunit;

namespace Rialto.Unit;

/// <summary>
/// Files under tests/golden: formats we have promised. A test compares what the code writes now with what is there; with the environment variable
/// RIALTO_WRITE_GOLDEN=1 it writes them instead, and the change is then visible in review.
/// </summary>
internal static class GoldenFiles
{
    private static readonly string Root = Find();

    public static string Path(string name) => System.IO.Path.Combine(Root, name);

    public static string Read(string name) => File.ReadAllText(Path(name));

    public static void Same(string name, string content)
    {
        if (Environment.GetEnvironmentVariable("RIALTO_WRITE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
            File.WriteAllText(Path(name), content);
        }

        Assert.True(File.Exists(Path(name)), $"{name} is missing under tests/golden; RIALTO_WRITE_GOLDEN=1 writes it.");
        Assert.Equal(Read(name), content);
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "tests", "golden");
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new DirectoryNotFoundException("tests/golden is not above the tests.");
    }
}
