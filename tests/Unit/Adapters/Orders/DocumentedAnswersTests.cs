using System.IO.Compression;
using System.Text.Json;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>Answers and frames as the venues' documentation has them, collected with another client's tests (class D): their values mean nothing, their shapes must be readable.</summary>
public sealed class DocumentedAnswersTests
{
    public static TheoryData<string, string, OrderRequestKind, string> Answers => new()
    {
        { "kraken", "Endpoints/Spot/Trading/GetOpenOrders.txt", OrderRequestKind.QueryOrders, "Found Found OrdersEnd" },
        { "kraken", "Endpoints/Spot/Trading/GetUserTrades.txt", OrderRequestKind.QueryFills, "Filled Filled FillsEnd" },
        { "kraken", "Endpoints/Spot/Account/GetAvailableBalances.txt", OrderRequestKind.QueryBalances, "Balance Balance BalancesEnd" },
        { "kraken", "Endpoints/Spot/Trading/CancelAllOrders.txt", OrderRequestKind.CancelAll, "" },
        { "kraken", "Endpoints/Spot/Trading/CancelAllOrdersAfter.txt", OrderRequestKind.ArmDeadMan, "DeadManArmed" },
        { "kraken", "Socket/SpotApi/PlaceOrder.txt", OrderRequestKind.Place, "Accepted" },
        { "kraken", "Socket/SpotApi/ReplaceOrder.txt", OrderRequestKind.Place, "Accepted" },
        { "kraken", "Socket/SpotApi/EditOrder.txt", OrderRequestKind.Amend, "Amended" },
        { "coinbase", "Endpoints/AdvancedTrade/Account/GetAccounts.txt", OrderRequestKind.QueryBalances, "Balance BalancesEnd" },
        { "coinbase", "Endpoints/AdvancedTrade/Trading/GetUserTrades.txt", OrderRequestKind.QueryFills, "Filled" },
        { "coinbase", "Endpoints/AdvancedTrade/Trading/PlaceOrder.txt", OrderRequestKind.Place, "Accepted" },
        { "coinbase", "Endpoints/AdvancedTrade/Trading/EditOrder.txt", OrderRequestKind.Amend, "" },
        { "coinbase", "Endpoints/AdvancedTrade/Trading/CancelOrders.txt", OrderRequestKind.Cancel, "" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_is_read(string name, string file, OrderRequestKind kind, string tells)
    {
        var script = OrderScripts.Of(name);
        var reports = new OrderReports(script.Venue.Venue);
        var body = BodyOf(name, file);
        Assert.True(script.Venue.Protocol.Decode(script.Request(kind), script.Context, 200, OrderScript.Bytes(body), reports), body);
        Assert.Equal(tells, string.Join(' ', reports.Items.ToArray().Select(report => report.Kind)));
    }

    [Theory]
    [InlineData("OBCMZD-JIEE7-77TH3F", "Endpoints/Spot/Trading/GetOrders.txt", VenueOrderStatus.Filled)]
    [InlineData("OMMDB2-FSB6Z-7W3HPO", "Endpoints/Spot/Trading/GetOrders.txt", VenueOrderStatus.Filled)]
    [InlineData("OICRC3-KX7OB-QB2B2S", "Endpoints/Spot/Trading/GetOrders2.txt", VenueOrderStatus.Cancelled)]
    public void An_order_of_a_list_of_krakens_is_found(string id, string file, VenueOrderStatus status)
    {
        var script = OrderScripts.Of("kraken");
        var reports = new OrderReports(script.Venue.Venue);
        Assert.True(script.Venue.Protocol.Decode(script.Request(OrderRequestKind.Query) with { VenueOrder = VenueOrderId.Of(id) }, script.Context, 200, OrderScript.Bytes(BodyOf("kraken", file)), reports));
        Assert.Equal((1, OrderReportKind.Found, status), (reports.Count, reports[0].Kind, reports[0].Status));
    }

    [Fact]
    public void A_frame_of_coinbases_user_channel_is_read()
    {
        var script = OrderScripts.Of("coinbase");
        var turn = script.Turn();
        using var credentials = script.Credentials;
        Assert.True(script.Venue.Protocol.Read(OrderScript.Bytes(BodyOf("coinbase", "Subscriptions/AdvancedTrade/User.txt")), turn, credentials, default));
        Assert.Equal((1, OrderReportKind.Found, 1), (turn.Reports.Count, turn.Reports[0].Kind, turn.FillsOf.Count));
    }

    /// <summary>What stands behind the method, the path and the mark of a signature; in files of sockets behind a line with an equals sign. Numbers of requests are left open there.</summary>
    private static string BodyOf(string venue, string file)
    {
        using var packed = new GZipStream(File.OpenRead(Recordings.Path($"private/{venue}/jkorf-fixtures.jsonl.gz")), CompressionMode.Decompress);
        using var lines = new StreamReader(packed);
        while (lines.ReadLine() is { } line)
        {
            using var entry = JsonDocument.Parse(line);
            if (entry.RootElement.GetProperty("file").GetString() != file)
                continue;
            var text = entry.RootElement.GetProperty("text").GetString()!;
            var sign = text.IndexOf("\n=", StringComparison.Ordinal);
            return (sign >= 0 ? text[(sign + 2)..] : text[text.IndexOf('{', StringComparison.Ordinal)..]).Trim().Replace("|1|", "1001", StringComparison.Ordinal);
        }

        throw new FileNotFoundException(file);
    }
}
