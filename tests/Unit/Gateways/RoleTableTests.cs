using System.Globalization;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Rest;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>
/// Who may call what: the table in docs/reference/rest.md is the promise, and every endpoint is called here with a key of every role. An endpoint without a row fails the test.
/// A cell is <c>yes</c>, <c>no</c>, <c>own</c> (of a user named in the path: the key's own only) or <c>all</c> (anybody's).
/// </summary>
public sealed class RoleTableTests : IAsyncLifetime
{
    private const string Heading = "| Endpoint |";

    private readonly Dictionary<string, RestClient> _clients = new(StringComparer.Ordinal);
    private RunningExchange _exchange = null!;

    private static readonly (string[] Columns, IReadOnlyList<(string Endpoint, string[] Cells)> Rows) Table = Read();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync();
        _exchange.Keys.Register("somebody-else");
        _clients.Add("no key", _exchange.Anonymous());
        foreach (var role in Role.All)
            _clients.Add(role.Name, _exchange.Rest(role.Name, role.Permissions));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public void The_table_has_a_column_for_every_role_and_a_row_for_every_endpoint()
    {
        Assert.Equal(Role.All.Select(role => role.Name).Append("no key").Order(StringComparer.Ordinal), Table.Columns.Order(StringComparer.Ordinal));
        var rows = Table.Rows.Select(row => row.Endpoint.Split('?')[0]).ToHashSet();
        var routes = Routes.All.Select(route => $"{route.Method} {Short(route.Pattern)}").ToHashSet();
        Assert.Equal([], routes.Except(rows));
        Assert.Equal([], rows.Except(routes));
        Assert.Equal(Table.Rows.Count, Table.Rows.DistinctBy(row => row.Endpoint).Count());
    }

    [Fact]
    public async Task Every_endpoint_answers_every_role_as_the_table_says()
    {
        var wrong = new List<string>();
        foreach (var (endpoint, cells) in Table.Rows)
        {
            for (var i = 0; i < cells.Length; i++)
                await TryAsync(endpoint, Table.Columns[i], cells[i], wrong);
        }

        Assert.Equal([], wrong);
    }

    private async Task TryAsync(string endpoint, string role, string cell, List<string> wrong)
    {
        var (method, path) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1]);
        var namesUser = path.Contains("{user_id}", StringComparison.Ordinal);
        // An administrator without an owner of the name in the path is still itself: the user is named as the role is.
        foreach (var user in namesUser ? (string[])[role == "no key" ? "somebody-else" : role, "somebody-else"] : ["-"])
        {
            var mayCall = cell is "yes" or "all" || (cell == "own" && user == role);
            if (cell is not ("yes" or "no" or "own" or "all") || (cell is "own" or "all" && !namesUser))
                wrong.Add($"{endpoint}: '{cell}' says nothing for {role}");
            var answer = await _clients[role].SendAsync(new HttpMethod(method), Concrete(path, user), method is "GET" or "DELETE" ? null : "{}");
            var isRefused = answer.Status is 401 or 403;
            if (isRefused == mayCall || (isRefused && answer.Status != (role == "no key" ? 401 : 403)))
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{endpoint} of {user} by {role}: {answer.Status} {answer["code"]}, the table says {cell}"));
        }
    }

    private static string Concrete(string path, string user)
    {
        var full = IsOutside(path) ? path : "/api/v1" + path;
        foreach (var (parameter, value) in (ReadOnlySpan<(string, string)>)[("{user_id}", user), ("{symbol}", "AAPL"), ("{code}", "USD")])
            full = full.Replace(parameter, value, StringComparison.Ordinal);
        var open = full.IndexOf('{', StringComparison.Ordinal);
        return open < 0 ? full : full[..open] + "1" + full[(full.IndexOf('}', StringComparison.Ordinal) + 1)..];
    }

    private static bool IsOutside(string path) =>
        path.StartsWith("/health/", StringComparison.Ordinal) || path.StartsWith("/metrics", StringComparison.Ordinal) || path.StartsWith("/openapi/", StringComparison.Ordinal);

    private static string Short(string pattern) => pattern.StartsWith("/api/v1", StringComparison.Ordinal) ? pattern["/api/v1".Length..] : pattern;

    private static (string[] Columns, IReadOnlyList<(string Endpoint, string[] Cells)> Rows) Read()
    {
        var page = File.ReadAllLines(Path.Combine(GoldenFiles.Path(".."), "..", "docs", "reference", "rest.md"));
        var at = Array.FindIndex(page, line => line.StartsWith(Heading, StringComparison.Ordinal));
        var rows = page.Skip(at + 2).TakeWhile(line => line.StartsWith('|')).Select(Cells).Select(cells => (cells[0].Trim('`'), cells[1..])).ToList();
        return (Cells(page[at])[1..], rows);

        static string[] Cells(string line) => [.. line.Trim('|', ' ').Split('|').Select(cell => cell.Trim())];
    }
}
