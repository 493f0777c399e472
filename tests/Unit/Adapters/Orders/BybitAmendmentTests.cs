using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>Bybit tells an amended order as it tells any other: that it was amended is known by what was asked for.</summary>
public sealed class BybitAmendmentTests
{
    [Theory]
    [InlineData("bybit")]
    [InlineData("bybit-linear")]
    [InlineData("bybit-inverse")]
    public void An_amendment_is_told_once_when_the_order_has_become_it(string name)
    {
        var script = new BybitOrderScript(name);
        var amended = Frame(script, "New");
        Assert.Equal(OrderReportKind.Accepted, Told(script, amended));
        Amend(script);
        Assert.Equal(OrderReportKind.Accepted, Told(script, amended.Replace("12345.67", "12345.66", StringComparison.Ordinal)));
        Assert.Equal(OrderReportKind.Accepted, Told(script, amended.Replace("0.015", "0.016", StringComparison.Ordinal)));
        Assert.Equal(OrderReportKind.Amended, Told(script, amended));
        Assert.Equal(OrderReportKind.Accepted, Told(script, amended));
    }

    [Fact]
    public void What_was_refused_is_not_expected_any_more()
    {
        var script = new BybitOrderScript("bybit-linear");
        Amend(script);
        Assert.Equal(OrderReportKind.AmendRejected, Answered(script, 200, """{"retCode":110003,"retMsg":"text","result":{}}"""));
        Assert.Equal(OrderReportKind.Accepted, Told(script, Frame(script, "New")));
    }

    [Fact]
    public void What_nobody_knows_is_expected_yet()
    {
        var script = new BybitOrderScript("bybit-linear");
        Amend(script);
        Assert.Equal(OrderReportKind.Unknown, Answered(script, 504, "<html>"));
        Assert.Equal(OrderReportKind.Amended, Told(script, Frame(script, "PartiallyFilled")));
    }

    [Fact]
    public void An_order_that_has_ended_is_not_amended_any_more()
    {
        var script = new BybitOrderScript("bybit-linear");
        Amend(script);
        Assert.Equal(OrderReportKind.Cancelled, Told(script, Frame(script, "Cancelled")));
        Assert.Equal(OrderReportKind.Accepted, Told(script, Frame(script, "New")));
    }

    private static void Amend(BybitOrderScript script) => Assert.Equal(VenueReason.None, script.Venue.Protocol.Encode(script.Request(OrderRequestKind.Amend), script.Context, new OrderCall()));

    private static string Frame(BybitOrderScript script, string status) => script.EndFrame!.Replace("\"Cancelled\"", $"\"{status}\"", StringComparison.Ordinal);

    private static OrderReportKind Told(BybitOrderScript script, string frame)
    {
        var turn = script.Turn();
        using var credentials = script.Credentials;
        Assert.True(script.Venue.Protocol.Read(OrderScript.Bytes(frame), turn, credentials, default), frame);
        return Assert.Single(turn.Reports.Items.ToArray()).Kind;
    }

    private static OrderReportKind Answered(BybitOrderScript script, int status, string body)
    {
        var reports = new OrderReports(script.Venue.Venue);
        var request = script.Request(OrderRequestKind.Amend);
        if (!script.Venue.Protocol.Decode(request, script.Context, status, OrderScript.Bytes(body), reports))
            reports.Fail(request, VenueFailure.Unreadable(status));
        script.Venue.Protocol.Conclude(request, script.Context, reports);
        return Assert.Single(reports.Items.ToArray()).Kind;
    }
}
