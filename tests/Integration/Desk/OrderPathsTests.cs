using Rialto.Host.Desk.Status;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>When each request passed where.</summary>
public sealed class OrderPathsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_request_is_followed_from_the_feeds_bytes_to_the_venues_answer()
    {
        var paths = new OrderPaths(4);
        paths.Asked(Request(OrderRequestKind.Place, order: 7, cause: 3), 100, 110, 120);
        paths.Asked(Request(OrderRequestKind.Cancel, order: 5, cause: 3), 100, 110, 121);
        paths.HandedOver(130);
        paths.Told(Report(OrderReportKind.Sent, 7, 3, 140));
        paths.Told(Report(OrderReportKind.Accepted, 7, 3, 150));
        paths.Told(Report(OrderReportKind.Cancelled, 7, 3, 160));
        Assert.Equal((100, 110, 120, 130, 140, 150), (paths[0].ArrivedNs, paths[0].LookedNs, paths[0].AskedNs, paths[0].HandedOverNs, paths[0].SentNs, paths[0].AnsweredNs));
        Assert.Equal((130, 0), (paths[1].HandedOverNs, paths[1].SentNs));
    }

    [Fact]
    public void Questions_are_no_part_of_it()
    {
        var paths = new OrderPaths(4);
        paths.Asked(Request(OrderRequestKind.QueryBalances, order: 0, cause: 3), 0, 0, 120);
        Assert.Equal(0, paths.Count);
    }

    [Fact]
    public void The_newest_are_kept_and_what_is_told_of_others_is_let_go()
    {
        var paths = new OrderPaths(2);
        for (var order = 1; order <= 5; order++)
            paths.Asked(Request(OrderRequestKind.Place, order, cause: order), 0, 0, order);
        paths.HandedOver(9);
        paths.Told(Report(OrderReportKind.Sent, 1, 1, 10));
        paths.Told(Report(OrderReportKind.Sent, 5, 5, 11));
        Assert.Equal((5, default(OrderPath), 4, 0, 5, 11), (paths.Count, paths[0], paths[3].Order, paths[3].SentNs, paths[4].Order, paths[4].SentNs));
        Assert.Equal(9, paths[3].HandedOverNs);
        var file = _folder.File("paths.csv");
        Assert.Null(paths.TryWrite(file));
        Assert.Equal(["number,kind,order,cause,arrived_ns,looked_ns,asked_ns,handed_over_ns,sent_ns,answered_ns,collections", "3,Place,4,4,0,0,4,9,0,0,0"], File.ReadLines(file).Take(2));
        Assert.StartsWith("4,Place,5,5,0,0,5,9,11,0,", File.ReadLines(file).Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_written_is_said() => Assert.Contains("cannot be written", new OrderPaths(1).TryWrite(_folder.File("nowhere/paths.csv")), StringComparison.Ordinal);

    private static OrderRequest Request(OrderRequestKind kind, long order, long cause) => new() { Kind = kind, Order = new DeskOrderId(order), Cause = cause };

    private static OrderReport Report(OrderReportKind kind, long order, long cause, long at) => new() { Kind = kind, Order = new DeskOrderId(order), Cause = cause, ReceiveTime = new Timestamp(at) };
}
