using Rialto.Adapters.LsSecurities;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>How orders are recognised at a broker without client ids: by the number of their answer, by what they say where no answer came, and never by a guess.</summary>
public sealed class LsSecuritiesOrderTests
{
    // 09:56:36 in Seoul.
    private static readonly Timestamp Now = new(1_764_032_196_000_000_000);

    private readonly LsSecuritiesOrderScript _script = new();

    [Fact]
    public void What_the_stream_tells_before_the_answer_waits_for_it()
    {
        Place(7);
        Assert.Empty(Frame(LsSecuritiesOrderScript.Taken("01", 500)));
        Assert.Empty(Frame(LsSecuritiesOrderScript.Fill(500, 1, 5)));
        var told = Answer(7, 200, Number(500));
        Assert.Equal([OrderReportKind.Accepted, OrderReportKind.Accepted, OrderReportKind.Filled], told.Select(report => report.Kind));
        Assert.All(told, report => Assert.Equal(new DeskOrderId(7), report.Order));
        Assert.Equal("20251125-500-1", told[2].TradeId.ToString());

        // From now on at once.
        Assert.Equal(new DeskOrderId(7), Assert.Single(Frame(LsSecuritiesOrderScript.Fill(500, 2, 10))).Order);
    }

    [Fact]
    public void What_is_somebody_elses_is_told_when_no_order_is_under_way_any_more()
    {
        Place(7);
        Assert.Empty(Frame(LsSecuritiesOrderScript.Fill(400, 1, 5)));
        var told = Answer(7, 200, """{"rsp_cd":"03181","rsp_msg":"text","CSPAT00601OutBlock2":{"OrdNo":0}}""");
        Assert.Equal([OrderReportKind.Rejected, OrderReportKind.Filled], told.Select(report => report.Kind));
        Assert.Equal(DeskOrderId.None, told[1].Order);
    }

    [Fact]
    public void An_order_without_an_answer_is_recognised_when_the_stream_tells_of_it()
    {
        Place(7);
        Assert.Equal(OrderReportKind.Unknown, Assert.Single(Answer(7, 502, "<html>")).Kind);
        var taken = Assert.Single(Frame(LsSecuritiesOrderScript.Taken("01", 500)));
        Assert.Equal((OrderReportKind.Accepted, new DeskOrderId(7), "20251125-500"), (taken.Kind, taken.Order, taken.VenueOrder.ToString()));
        Assert.Equal(new DeskOrderId(7), Assert.Single(Frame(LsSecuritiesOrderScript.Fill(500, 1, 5))).Order);
    }

    [Fact]
    public void What_was_told_of_it_before_its_answer_failed_to_come_is_not_lost()
    {
        Place(7);
        Assert.Empty(Frame(LsSecuritiesOrderScript.Taken("01", 500)));
        Assert.Empty(Frame(LsSecuritiesOrderScript.Fill(500, 1, 5)));
        var told = Answer(7, 502, "<html>");
        Assert.Equal([OrderReportKind.Unknown, OrderReportKind.Accepted, OrderReportKind.Filled], told.Select(report => report.Kind));
        Assert.All(told, report => Assert.Equal(new DeskOrderId(7), report.Order));
    }

    [Fact]
    public void An_order_without_an_answer_is_looked_up_by_what_it_says()
    {
        Place(7);
        Answer(7, 502, "<html>");
        Assert.Equal(OrderReportKind.NotFound, Assert.Single(LookUp(7, "")).Kind);

        // Another price, another size, an amendment of another order, and one that was given in before: none of them is it.
        Assert.Equal(OrderReportKind.NotFound, Assert.Single(LookUp(7, "", Row(60, 0, 59_900, 15), Row(61, 0, 60_000, 14), Row(62, 61, 60_000, 15), Row(63, 0, 60_000, 15, "09562900"))).Kind);
        var found = Assert.Single(LookUp(7, "", Row(61, 0, 60_000, 14), Row(64, 0, 60_000, 15)));
        Assert.Equal((OrderReportKind.Found, new DeskOrderId(7), "20251125-64", VenueOrderStatus.Live), (found.Kind, found.Order, found.VenueOrder.ToString(), found.Status));

        // Known by its number now: another of the same terms is nobody's.
        Assert.Equal("20251125-64", Assert.Single(LookUp(7, "", Row(65, 0, 60_000, 15), Row(64, 0, 60_000, 15))).VenueOrder.ToString());
    }

    [Fact]
    public void Two_orders_of_the_same_terms_are_two_orders()
    {
        Place(7);
        Place(8);
        Answer(7, 502, "<html>");
        Answer(8, 502, "<html>");
        string[] one = [Row(64, 0, 60_000, 15)];
        var found = new[] { LookUp(7, "", one)[0], LookUp(8, "", one)[0] };
        Assert.Single(found, report => report.Kind == OrderReportKind.Found);
        Assert.Single(found, report => report.Kind == OrderReportKind.NotFound);
        string[] both = [.. one, Row(65, 0, 60_000, 15)];
        Assert.Equal(2, new[] { LookUp(7, "", both)[0], LookUp(8, "", both)[0] }.Select(report => report.VenueOrder).Distinct().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_number_is_not_given_away_while_an_order_of_the_same_terms_is_under_way(bool isTaken)
    {
        Place(7);
        Answer(7, 502, "<html>");
        Place(8);
        Assert.Empty(Frame(LsSecuritiesOrderScript.Taken("01", 500)));
        Assert.Empty(Frame(LsSecuritiesOrderScript.Fill(500, 1, 5)));

        // The list of the day gives it to nobody either; nobody says that the one in doubt is not there.
        string[] row = [Row(500, 0, 60_000, 15)];
        Assert.Equal((OrderReportKind.QueryFailed, FailureClass.Retry), (LookUp(7, "", row)[^1].Kind, LookUp(7, "", row)[^1].Failure));
        var told = isTaken ? Answer(8, 200, Number(500)) : Answer(8, 200, """{"rsp_cd":"03181","rsp_msg":"text","CSPAT00601OutBlock2":{"OrdNo":0}}""");
        Assert.Equal([isTaken ? OrderReportKind.Accepted : OrderReportKind.Rejected, OrderReportKind.Accepted, OrderReportKind.Filled], told.Select(report => report.Kind));
        Assert.Equal(new DeskOrderId(isTaken ? 8 : 7), told[1].Order);
        Assert.Equal(new DeskOrderId(isTaken ? 8 : 7), told[2].Order);
        Assert.Equal(isTaken ? OrderReportKind.NotFound : OrderReportKind.Found, LookUp(7, "", row)[^1].Kind);

        // The one in doubt has another number, and that is its own.
        if (isTaken)
            Assert.Equal(new DeskOrderId(7), Assert.Single(Frame(LsSecuritiesOrderScript.Taken("01", 501))).Order);
    }

    [Fact]
    public void Of_an_order_of_another_session_nobody_says_that_it_is_not_there()
    {
        var told = Assert.Single(LookUp(7, "", Row(64, 0, 60_000, 15)));
        Assert.Equal((OrderReportKind.QueryFailed, FailureClass.Unknown), (told.Kind, told.Failure));
    }

    [Fact]
    public void A_list_goes_on_where_its_last_page_says_and_a_page_that_goes_nowhere_is_refused()
    {
        var request = _script.Request(OrderRequestKind.QueryOrders);
        var call = new OrderCall { Cursor = "o85" };
        Assert.Equal(VenueReason.None, _script.Venue.Protocol.Encode(request, _script.Context, call));
        Assert.Contains("\"cts_ordno\":\"85\"", call.Body.ToString(), StringComparison.Ordinal);
        Assert.Contains(call.Headers, header => header is { Key: "tr_cont", Value: "Y" });
        var reports = new OrderReports(FeedVenue.LsSecurities) { Cursor = "o85" };
        Assert.False(_script.Venue.Protocol.Decode(request, _script.Context, 200, OrderScript.Bytes(LsSecuritiesOrderScript.Orders("85")), reports));
        reports.Clear();
        Assert.True(_script.Venue.Protocol.Decode(request, _script.Context, 200, OrderScript.Bytes(LsSecuritiesOrderScript.Orders("86")), reports));
        Assert.Equal("o86", reports.NextCursor);
    }

    [Fact]
    public void A_cancel_says_what_is_left_and_asks_first_where_that_is_not_known()
    {
        Place(7);
        Answer(7, 200, Number(500));
        Frame(LsSecuritiesOrderScript.Fill(500, 1, 5));
        Frame(LsSecuritiesOrderScript.Fill(500, 1, 5));
        Assert.Contains("\"OrgOrdNo\":500,\"IsuNo\":\"A005930\",\"OrdQty\":10}", Cancel(7, "20251125-500", ""), StringComparison.Ordinal);

        Assert.Contains("t0425InBlock", Cancel(9, "20251125-600", ""), StringComparison.Ordinal);
        var request = _script.Request(OrderRequestKind.Cancel) with { Order = new DeskOrderId(9), VenueOrder = VenueOrderId.Of("20251125-600") };
        var reports = new OrderReports(FeedVenue.LsSecurities);
        Assert.True(_script.Venue.Protocol.Decode(request, _script.Context, 200, OrderScript.Bytes(LsSecuritiesOrderScript.Orders("", LsSecuritiesOrderScript.Row(600, 0, 60_000, 15, 4, 11, "접수"))), reports));
        Assert.Equal(0, reports.Count);
        Assert.Contains("\"OrgOrdNo\":600,\"IsuNo\":\"A005930\",\"OrdQty\":11}", Cancel(9, "20251125-600", reports.NextCursor), StringComparison.Ordinal);

        // It is not live: whether it was filled or cancelled, a look-up tells.
        reports.Clear();
        Assert.True(_script.Venue.Protocol.Decode(request, _script.Context, 200, OrderScript.Bytes(LsSecuritiesOrderScript.Orders("")), reports));
        Assert.Equal((OrderReportKind.CancelRejected, VenueReason.UnknownOrder), (reports[0].Kind, reports[0].Reason));
    }

    [Fact]
    public void An_order_has_ended_when_nothing_is_left_of_it()
    {
        Place(7);
        Answer(7, 200, Number(500));
        Assert.Empty(Frame(Cancelled(501, 500, 4)));
        var over = Assert.Single(Frame(Cancelled(502, 500, 11)));
        Assert.Equal((OrderReportKind.Cancelled, new DeskOrderId(7), "20251125-500"), (over.Kind, over.Order, over.VenueOrder.ToString()));

        static string Cancelled(int number, int original, int quantity) => FormattableString.Invariant(
            $$$"""{"header":{"tr_cd":"SC3"},"body":{"ordno":"{{{number}}}","orgordno":"{{{original}}}","shtnIsuno":"A005930","bnstp":"1","canccnfqty":"{{{quantity}}}","orgordunercqty":"5"}}""");
    }

    [Fact]
    public void An_order_that_was_amended_by_hand_goes_on_under_its_new_number()
    {
        Place(7);
        Answer(7, 200, Number(500));
        var amended = Assert.Single(Frame("""{"header":{"tr_cd":"SC2"},"body":{"ordno":"501","orgordno":"500","shtnIsuno":"A005930","bnstp":"1","mdfycnfqty":"15","mdfycnfprc":"61000"}}"""));
        Assert.Equal((OrderReportKind.Amended, new DeskOrderId(7), "20251125-501", new Price(61_000)), (amended.Kind, amended.Order, amended.VenueOrder.ToString(), amended.Price));
        Assert.Equal(new DeskOrderId(7), Assert.Single(Frame(LsSecuritiesOrderScript.Fill(501, 1, 5))).Order);
    }

    [Fact]
    public void Money_counts_after_settlement_and_shares_by_what_may_be_sold()
    {
        var request = _script.Request(OrderRequestKind.QueryBalances);
        var reports = new OrderReports(FeedVenue.LsSecurities);
        Assert.True(_script.Venue.Protocol.Decode(request, _script.Context, 200, OrderScript.Bytes(LsSecuritiesOrderScript.Money), reports));
        Assert.Equal((AssetCode.Of("KRW"), 480_000_000, 470_000_000), (reports[0].Asset, reports[0].Amount, reports[0].Available));
        var shares = new OrderReports(FeedVenue.LsSecurities) { Cursor = reports.NextCursor };
        Assert.True(_script.Venue.Protocol.Decode(request, _script.Context, 200, OrderScript.Bytes(_script.AnswerTo("POST", "/stock/accno", "t0424")!), shares));
        Assert.Equal((AssetCode.Of("005930"), 20, 5), (shares[0].Asset, shares[0].Amount, shares[0].Available));
        Assert.Equal(OrderReportKind.BalancesEnd, shares[1].Kind);

        // An error is no empty account.
        shares.Clear();
        shares.Cursor = reports.NextCursor;
        Assert.False(_script.Venue.Protocol.Decode(request, _script.Context, 200, """{"rsp_cd":"00000","rsp_msg":"text"}"""u8, shares));
    }

    [Fact]
    public void With_the_day_orders_end_and_numbers_begin_anew()
    {
        Place(7);
        Answer(7, 200, Number(500));
        Place(8);
        Answer(8, 502, "<html>");
        var tomorrow = new Timestamp(Now.Nanoseconds + 86_400_000_000_000);
        var taken = Assert.Single(Frame(LsSecuritiesOrderScript.Taken("01", 500), tomorrow));
        Assert.Equal((DeskOrderId.None, "20251126-500"), (taken.Order, taken.VenueOrder.ToString()));

        // The same number is another order now, and yesterday's is in no list; whoever was in doubt yesterday is not said to be missing.
        var row = Row(500, 0, 60_000, 15);
        Assert.Equal(OrderReportKind.NotFound, Assert.Single(LookUp(7, "20251125-500", row)).Kind);
        Assert.Equal(OrderReportKind.Found, Assert.Single(LookUp(9, "20251126-500", row)).Kind);
        Assert.Equal(OrderReportKind.QueryFailed, Assert.Single(LookUp(8, "", row)).Kind);
        var cancel = _script.Request(OrderRequestKind.Cancel) with { VenueOrder = VenueOrderId.Of("20251125-500") };
        Assert.Equal(VenueReason.UnknownOrder, _script.Venue.Protocol.Encode(cancel, _script.Context, new OrderCall()));
    }

    [Theory]
    [InlineData("095636", 1_764_032_196_000_000_000)]
    [InlineData("09563602", 1_764_032_196_020_000_000)]
    [InlineData("095636107", 1_764_032_196_107_000_000)]
    [InlineData("000000", 1_763_996_400_000_000_000)]
    [InlineData("246000", 0)]
    [InlineData("x95636", 0)]
    public void Times_are_those_of_the_day_in_Seoul(string text, long nanoseconds) => Assert.Equal(nanoseconds, LsSecuritiesWords.TimeOf(OrderScript.Bytes(text), Now).Nanoseconds);

    private static string Row(long number, long original, long price, long quantity, string time = "09563602") => LsSecuritiesOrderScript.Row(number, original, price, quantity, 0, quantity, "접수", time);

    private static string Number(long number) => FormattableString.Invariant($$$"""{"rsp_cd":"00039","rsp_msg":"text","CSPAT00601OutBlock2":{"OrdNo":{{{number}}}}}""");

    private void Place(long order) =>
        Assert.Equal(VenueReason.None, _script.Venue.Protocol.Encode(_script.Request(OrderRequestKind.Place) with { Order = new DeskOrderId(order), Time = Now }, _script.Context, new OrderCall()));

    private string Cancel(long order, string number, string cursor)
    {
        var call = new OrderCall { Cursor = cursor };
        Assert.Equal(VenueReason.None, _script.Venue.Protocol.Encode(_script.Request(OrderRequestKind.Cancel) with { Order = new DeskOrderId(order), VenueOrder = VenueOrderId.Of(number) }, _script.Context, call));
        return call.Body.ToString();
    }

    // As the session does it: what cannot be read is nobody's knowledge, and the protocol hears of every end.
    private OrderReport[] Answer(long order, int status, string body)
    {
        var reports = new OrderReports(FeedVenue.LsSecurities);
        var request = _script.Request(OrderRequestKind.Place) with { Order = new DeskOrderId(order) };
        if (!_script.Venue.Protocol.Decode(request, _script.Context, status, OrderScript.Bytes(body), reports))
            reports.Fail(request, VenueFailure.Unreadable(status));
        _script.Venue.Protocol.Conclude(request, _script.Context, reports);
        return reports.Items.ToArray();
    }

    private OrderReport[] LookUp(long order, string number, params string[] rows)
    {
        var reports = new OrderReports(FeedVenue.LsSecurities);
        var request = _script.Request(OrderRequestKind.Query) with { Order = new DeskOrderId(order), VenueOrder = number.Length == 0 ? default : VenueOrderId.Of(number) };
        Assert.True(_script.Venue.Protocol.Decode(request, _script.Context, 200, OrderScript.Bytes(LsSecuritiesOrderScript.Orders("", rows)), reports));
        return reports.Items.ToArray();
    }

    private OrderReport[] Frame(string frame, Timestamp time = default)
    {
        var turn = _script.Turn();
        using var credentials = _script.Credentials;
        Assert.True(_script.Venue.Protocol.Read(OrderScript.Bytes(frame), turn, credentials, new SigningMoment(time.IsNone ? Now : time, "")), frame);
        return turn.Reports.Items.ToArray();
    }
}
