using System.Globalization;
using Rialto.Gateways;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Door;
using Rialto.Host.Desk.Status;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>Figures of a desk that are taken outside the trader: how long orders take to leave, how many requests fail, and what its end says of the books.</summary>
public sealed class DeskMetersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_order_is_timed_once_from_its_request_to_its_bytes_and_to_the_answer()
    {
        var times = new AnswerTimes();
        Assert.Null(times.SubmissionOf(FeedVenue.Kraken));
        times.Take(new OrderRequest { Kind = OrderRequestKind.Cancel, Venue = FeedVenue.Kraken, Order = new(8) }, 5_000, 0);
        Assert.Null(times.SubmissionOf(FeedVenue.Kraken));
        times.Take(new OrderRequest { Kind = OrderRequestKind.Place, Venue = FeedVenue.Kraken, Order = new(7) }, 5_000, 2_000);
        foreach (var (kind, at) in ((OrderReportKind, long)[])[(OrderReportKind.Sent, 6_000), (OrderReportKind.Sent, 9_000), (OrderReportKind.Accepted, 12_000), (OrderReportKind.Accepted, 20_000), (OrderReportKind.Sent, 30_000)])
            times.Take(new OrderReport { Kind = kind, Venue = FeedVenue.Kraken, Order = new(7), ReceiveTime = new Timestamp(at) });
        Assert.Equal((1, 1_000), (times.SubmissionOf(FeedVenue.Kraken)!.Count, times.SubmissionOf(FeedVenue.Kraken)!.Max));
        Assert.Equal((1, 4_000), (times.ArrivalToBytes.Count, times.ArrivalToBytes.Max));
        Assert.Equal((1, 7_000), (times.Of(FeedVenue.Kraken)!.Count, times.Of(FeedVenue.Kraken)!.Max));

        // What no frame of the market led to is not timed from one.
        times.Take(new OrderRequest { Kind = OrderRequestKind.Place, Venue = FeedVenue.Kraken, Order = new(9) }, 40_000, 0);
        times.Take(new OrderReport { Kind = OrderReportKind.Sent, Venue = FeedVenue.Kraken, Order = new(9), ReceiveTime = new Timestamp(41_000) });
        Assert.Equal((2, 1), (times.SubmissionOf(FeedVenue.Kraken)!.Count, times.ArrivalToBytes.Count));
    }

    [Fact]
    public void Errors_are_those_of_the_last_five_minutes()
    {
        var rate = new ErrorRate();
        Assert.Equal(double.NaN, rate.Take(1_000, 500, 100));
        Assert.Equal(25, rate.Take(1_001, 504, 101));
        Assert.Equal(10, rate.Take(1_001, 510, 101));
        for (var second = 1_002; second <= 1_300; second++)
            Assert.Equal(10, rate.Take(second, 510, 101));
        Assert.Equal(10, rate.Take(1_300, 510, 101));

        // The first second is out of sight, with all that there was before the second one.
        Assert.Equal(0, rate.Take(1_301, 520, 101));
        Assert.Equal(double.NaN, rate.Take(9_000, 520, 101));
    }

    [Fact]
    public void Books_that_were_corrected_within_the_tolerance_did_not_agree_to_the_last_digit()
    {
        using var rig = new LiveDeskRig(_folder.Path, also: text => text.Replace("\"BalanceTolerancePpm\": 0", "\"BalanceTolerancePpm\": 100", StringComparison.Ordinal));
        rig.Begin();
        rig.Say(OrderReportKind.StreamUp);
        rig.Settle();
        Look(rig, usd: 1_000_000);
        Assert.Equal("Books agreed with the venues at every look, to the last digit.", DeskFindings.Sentence(rig.Desk, []));
        foreach (var usd in (long[])[999_990, 999_995])
            Look(rig, usd);
        Assert.Empty(DeskFindings.OfBooks(rig.Desk));
        Assert.Equal(
            "Books agreed with the venues within 100 ppm at every look. The venue's word was taken where they did not agree to the last digit: rialto:USD 2 times, by 15 in all.", DeskFindings.Sentence(rig.Desk, []));
        Assert.StartsWith("BOOKS DIFFERED", DeskFindings.Sentence(rig.Desk, ["1 BalanceDiffers"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trades_won_are_told_of_the_desk_and_of_each_strategy()
    {
        await using var driven = await DrivenDesk.MakeAsync(TradedRecordings.BtcAndEth(_folder.Path), TestContext.Current.CancellationToken, frames: 20_000);
        driven.Start();
        var text = new PrometheusText();
        new DeskMetrics(driven.Status, driven.Desk).Write(text);
        var page = text.ToString();
        var (desk, btc, eth) = (Of("rialto_desk_trades_{0}_total"), Of("rialto_strategy_trades_{0}_total{{strategy=\"btc-maker\"}}"), Of("rialto_strategy_trades_{0}_total{{strategy=\"eth-maker\"}}"));
        Assert.True(btc.Closed > 0 && eth.Closed > 0);
        Assert.Equal((btc.Closed + eth.Closed, btc.Won + eth.Won), desk);
        Assert.Equal(100 * desk.Won / desk.Closed, Value("win_rate_pct"), 9);
        Assert.Equal(100 * eth.Won / eth.Closed, Value("rialto_strategy_win_rate_pct{strategy=\"eth-maker\"}"), 9);
        Assert.InRange(Value("max_drawdown_pct"), 1e-6, 1);
        Assert.True(Value("rialto_strategy_max_drawdown{strategy=\"btc-maker\"}") > 0);

        (double Closed, double Won) Of(string name) => (Value(string.Format(CultureInfo.InvariantCulture, name, "closed")), Value(string.Format(CultureInfo.InvariantCulture, name, "won")));

        double Value(string name) => double.Parse(page.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..], CultureInfo.InvariantCulture);
    }

    private static void Look(LiveDeskRig rig, long usd)
    {
        rig.Dollars = usd;
        for (var look = 0; look < 3; look++)
        {
            rig.Answer();
            rig.Settle();
            rig.Wait(2_000);
            rig.Settle();
        }
    }
}
