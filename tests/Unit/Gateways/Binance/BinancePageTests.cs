using System.Text.RegularExpressions;
using Rialto.Gateways.Binance;
using Xunit;

namespace Rialto.Unit.Gateways.Binance;

/// <summary>docs/reference/binance-api.md against the table of operations.</summary>
public sealed partial class BinancePageTests
{
    [Fact]
    public void The_page_names_every_operation()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "reference", "binance-api.md"));
        foreach (var operation in BinanceOperations.All)
        {
            Assert.True(Words().Matches(page).Any(word => operation.Path.EndsWith(word.Value, StringComparison.Ordinal)), $"{operation.Method} {operation.Path} is not on the page");
            Assert.True(operation.SocketMethod.Length == 0 || page.Contains($"`{operation.SocketMethod}`", StringComparison.Ordinal) || page.Contains("orderList.place…", StringComparison.Ordinal), operation.SocketMethod);
        }
    }

    [Fact]
    public void No_two_operations_have_one_path_or_one_method_of_the_WebSocket_API()
    {
        Assert.Empty(BinanceOperations.All.GroupBy(operation => (operation.Method, operation.Path)).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.Empty(BinanceOperations.All.Where(operation => operation.SocketMethod.Length > 0).GroupBy(operation => operation.SocketMethod).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Rialto.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex("(?<=[`/ ])[A-Za-z0-9/]+(?=`)")]
    private static partial Regex Words();
}
