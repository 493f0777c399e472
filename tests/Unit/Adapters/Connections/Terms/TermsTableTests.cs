using System.Globalization;
using Rialto.Adapters.Connections;
using Xunit;

namespace Rialto.Unit.Adapters.Connections.Terms;

/// <summary>The tables of docs/reference/connections.md are what is built in.</summary>
public sealed class TermsTableTests
{
    [Fact]
    public void The_page_shows_what_is_built_in()
    {
        var page = File.ReadAllText(GoldenFiles.Path(Path.Combine("..", "..", "docs", "reference", "connections.md")));
        var missing = VenueRegistry.All.SelectMany(terms => new[] { Sockets(terms), Rest(terms) }).Where(row => !page.Contains(row, StringComparison.Ordinal));
        Assert.Equal("", string.Join('\n', missing));
    }

    private static string Sockets(VenueTerms terms) => terms.IsPolled ? $"| {terms.Name} | none: it is polled | - | - | - | - | - | - |" : string.Join(
        " | ",
        $"| {terms.Name}",
        string.Join(", ", terms.Sockets.Select(socket => $"`{terms.AddressOf(socket).OriginalString}`")),
        Doubt(terms, nameof(terms.SymbolsPerSocketMax), terms.SymbolsPerSocketMax.ToString(CultureInfo.InvariantCulture)),
        Doubt(terms, nameof(terms.MessageRates), string.Join(", ", terms.MessageRates)),
        Doubt(terms, nameof(terms.ConnectRate), terms.ConnectRate.ToString()),
        terms.ConnectionsMax == 0 ? "-" : terms.ConnectionsMax.ToString(CultureInfo.InvariantCulture),
        terms.Heartbeat.Text.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"`{terms.Heartbeat.Text}` / {terms.Heartbeat.IntervalNs / 1_000_000_000} s") : string.Create(CultureInfo.InvariantCulture, $"ping / {terms.PingInterval.TotalSeconds:0} s"),
        terms.RotateAfter == TimeSpan.Zero ? "- |" : string.Create(CultureInfo.InvariantCulture, $"{terms.RotateAfter.TotalHours:0} h |"));

    private static string Rest(VenueTerms terms) => string.Join(
        " | ",
        $"| {terms.Name}",
        Doubt(terms, nameof(terms.Rest), $"`{terms.Rest.OriginalString}`"),
        Doubt(terms, nameof(terms.RestTerms.Budget), terms.RestTerms.Budget.ToString()),
        Doubt(terms, nameof(terms.RestTerms.SnapshotWeight), terms.RestTerms.SnapshotWeight == 0 ? "-" : terms.RestTerms.SnapshotWeight.ToString(CultureInfo.InvariantCulture)),
        Doubt(terms, nameof(terms.RestTerms.ListingsWeight), terms.RestTerms.ListingsWeight.ToString(CultureInfo.InvariantCulture)),
        terms.RestTerms.Headers.Count == 0 ? "-" : string.Join(", ", terms.RestTerms.Headers.Select(header => $"`{header.Name}`")),
        string.Create(CultureInfo.InvariantCulture, $"{terms.RestTerms.PauseAfterLimit.TotalSeconds:0} s"),
        string.Create(CultureInfo.InvariantCulture, $"{terms.RestTerms.PauseAfterBan.TotalSeconds:0} s |"));

    private static string Doubt(VenueTerms terms, string member, string text) => terms.Unverified.Contains(member) ? text + " (u)" : text;
}
