using Rialto.Gateways.Faults;
using Xunit;

namespace Rialto.Unit.Gateways.Faults;

/// <summary>docs/reference/faults.md tells of every kind and door there is.</summary>
public sealed class FaultPageTests
{
    [Fact]
    public void The_page_has_a_line_for_each_kind_and_names_each_door()
    {
        var page = File.ReadAllText(Find());
        var kinds = page[page.IndexOf("## Kinds", StringComparison.Ordinal)..page.IndexOf("What counts as what", StringComparison.Ordinal)];
        var told = kinds.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal) && !line.StartsWith("| `kind`", StringComparison.Ordinal)).ToDictionary(line => line.Split('`')[1]);
        Assert.Equal(FaultWords.AllKinds, told.Keys);
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            var doors = told[FaultWords.Of(kind)].Split('|')[2];
            var expected = FaultWords.DoorsOf(kind).Select(FaultWords.Of).ToArray();
            if (doors.Contains("all", StringComparison.Ordinal))
                Assert.Equal(FaultWords.AllDoors.Except(doors.Split('`').Where((_, index) => index % 2 == 1)), expected);
            else if (!doors.Contains("as `", StringComparison.Ordinal))
                Assert.Equal(doors.Split('`').Where((_, index) => index % 2 == 1), expected);
        }

        Assert.All(FaultWords.AllDoors.Concat(FaultWords.AllClasses), word => Assert.Contains($"`{word}`", page, StringComparison.Ordinal));
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "docs", "reference", "faults.md");
            if (File.Exists(path))
                return path;
        }

        throw new FileNotFoundException("docs/reference/faults.md is in no folder above the tests.");
    }
}
