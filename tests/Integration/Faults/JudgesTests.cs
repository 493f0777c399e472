using Rialto.Gateways.Faults;
using Rialto.Host.Tools.Certify;
using Rialto.Integration.Fix;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Integration.Faults;

/// <summary>The rules of the score card, on what was seen.</summary>
public sealed class JudgesTests
{
    private const FaultDoor Rest = FaultDoor.BinanceRest;
    private const FaultDoor Stream = FaultDoor.BinanceStream;

    [Fact]
    public void Whoever_does_nothing_passes_nothing() =>
        Assert.All(Scenarios.All, scenario => Assert.Equal(Outcome.NotExercised, scenario.Judge(Of([], [])).Outcome));

    [Theory]
    [InlineData(12.9, false)]
    [InlineData(13.1, true)]
    [InlineData(10.1, false)]
    public void After_429_no_request_before_its_time_and_then_one(double next, bool passes)
    {
        // At 10.1 it was on its way; but then it never comes back.
        var refused = next is > 10.25 and < 13;
        Assert.Equal(passes ? Outcome.Passed : Outcome.Failed, Judges.Waits(Of([Did(next, SeenKind.Order, fault: refused ? FaultKind.RateLimited : null)], [Hit(10, FaultKind.RateLimited)])).Outcome);
    }

    [Fact]
    public void A_wrong_clock_is_set_before_the_next_signature()
    {
        var hit = Hit(10, FaultKind.ClockSkew);
        Assert.Equal(Outcome.Passed, Judges.SetsClock(Of([Did(11, SeenKind.AskTime), Did(12, SeenKind.Order)], [hit])).Outcome);
        Assert.Equal(Outcome.Failed, Judges.SetsClock(Of([Did(10.5, SeenKind.Order, fault: FaultKind.ClockSkew), Did(11, SeenKind.AskTime), Did(12, SeenKind.Order)], [hit])).Outcome);
        Assert.Equal(Outcome.Failed, Judges.SetsClock(Of([Did(11, SeenKind.AskTime)], [hit])).Outcome);
        Assert.Equal(Outcome.Failed, Judges.SetsClock(Of([], [hit])).Outcome);
    }

    [Fact]
    public void A_lost_answer_is_looked_up_and_the_order_not_entered_again()
    {
        var hit = Hit(10, FaultKind.AckDropped, "POST order newClientOrderId=a", name: "a");
        var lost = Order(1, "a", 10.01, ended: 15);
        Assert.Equal(Outcome.Passed, Judges.LooksUp(Of([Did(11, SeenKind.AskOrder)], [hit], lost)).Outcome);
        Assert.Equal(Outcome.Failed, Judges.LooksUp(Of([], [hit], lost)).Outcome);
        Assert.Equal(Outcome.Failed, Judges.LooksUp(Of([Did(11, SeenKind.AskOrder)], [hit], lost, Order(2, "b", 12))).Outcome);
        // Another wish, or the same one once the first is over, is nobody's mistake.
        Assert.Equal(Outcome.Passed, Judges.LooksUp(Of([Did(11, SeenKind.AskOrder)], [hit], lost, Order(2, "b", 12, price: 99), Order(3, "c", 16))).Outcome);
        // The same name again is a question: the exchange refuses it while the first one lives.
        Assert.Equal(Outcome.Passed, Judges.LooksUp(Of([Did(11, SeenKind.Order, name: "a")], [hit], lost)).Outcome);
        // Even at once, and word for word: what was seen before the fault is the order itself, what comes after it is not.
        Assert.Equal(Outcome.Passed, Judges.LooksUp(Of([Did(9.999, SeenKind.Order, hit.Text, name: "a"), Did(10.05, SeenKind.Order, hit.Text, name: "a")], [hit], lost)).Outcome);
        Assert.Equal(Outcome.Failed, Judges.LooksUp(Of([Did(9.999, SeenKind.Order, hit.Text, name: "a")], [hit], lost)).Outcome);
        Assert.Equal(Outcome.NotExercised, Judges.LooksUp(Of([], [hit])).Outcome);
    }

    [Fact]
    public void Names_of_orders_are_compared_whole()
    {
        // "24" is in "245", and the order 245 has ended: 24 may be wanted again, 245 may not.
        var hit = Hit(10, FaultKind.AckDropped, "POST order newClientOrderId=245&quantity=24&price=24", name: "245");
        BotOrder[] orders = [Order(1, "245", 10.01), Order(2, "24", 10.02, price: 99)];
        Assert.Equal(Outcome.Passed, Judges.LooksUp(Of([Did(11, SeenKind.AskOrder)], [hit], [.. orders, Order(3, "9", 12, price: 99)])).Outcome);
        Assert.Equal(Outcome.Failed, Judges.LooksUp(Of([Did(11, SeenKind.AskOrder)], [hit], [.. orders, Order(3, "9", 12)])).Outcome);
        // Nor is another request a question because its text has the name somewhere in it.
        var short7 = Hit(10, FaultKind.AckDropped, "D ClOrdID 7", door: FaultDoor.Fix, name: "7");
        Assert.Equal(Outcome.Failed, Judges.LooksUp(Of([Did(11, SeenKind.Cancel, "35=F|41=17|11=c17", FaultDoor.Fix, name: "17")], [short7], Order(1, "7", 9.99))).Outcome);
        Assert.Equal(Outcome.Passed, Judges.LooksUp(Of([Did(11, SeenKind.Cancel, "35=F|41=7|11=c7", FaultDoor.Fix, name: "7")], [short7], Order(1, "7", 9.99))).Outcome);
        // An order that the exchange refused is not another that happens to be there.
        Assert.Equal(Outcome.NotExercised, Judges.LooksUp(Of([Did(11, SeenKind.AskOrder)], [Hit(10, FaultKind.AckDropped, name: "24")], Order(1, "245", 10.01))).Outcome);
        // A name may be used again: the order nearest to the fault is meant.
        Assert.Equal(Outcome.Passed, Judges.LooksUp(Of([Did(11, SeenKind.AskOrder)], [short7], Order(1, "7", 2), Order(2, "7", 9.99, ended: 12), Order(3, "8", 13))).Outcome);
        // The native protocol tells of orders without a name by their number.
        var unnamed = Hit(10, FaultKind.AckDropped, door: FaultDoor.Native) with { OrderId = 5 };
        Assert.Equal(Outcome.Failed, Judges.LooksUp(Of([Did(11, SeenKind.AskOrder)], [unnamed], Order(4, "", 9, price: 99), Order(5, "", 9.99), Order(6, "", 12))).Outcome);
    }

    [Fact]
    public void A_fill_told_twice_changes_no_size()
    {
        var hit = Hit(10, FaultKind.FillDuplicated);
        Assert.Equal(Outcome.Passed, Judges.KeepsSizes(Of([], [hit], Order(1, "a", 8), Order(2, "b", 11))).Outcome);
        Assert.Equal(Outcome.Failed, Judges.KeepsSizes(Of([], [hit], Order(1, "a", 8), Order(2, "b", 11, quantity: 2))).Outcome);
        Assert.Equal(Outcome.NotExercised, Judges.KeepsSizes(Of([], [hit], Order(1, "a", 8))).Outcome);
    }

    [Fact]
    public void A_silent_connection_is_replaced_and_the_standing_asked_for_before_the_next_order()
    {
        var hit = Hit(10, FaultKind.Silent, door: Stream);
        var back = Did(13, SeenKind.Connected, door: Stream);
        Assert.Equal(Outcome.Passed, Judges.ComesBack(Of([back, Did(13.1, SeenKind.AskAccount), Did(14, SeenKind.Order)], [hit])).Outcome);
        Assert.Equal(Outcome.Failed, Judges.ComesBack(Of([back, Did(13.1, SeenKind.Order), Did(14, SeenKind.AskAccount)], [hit])).Outcome);
        Assert.Equal(Outcome.Failed, Judges.ComesBack(Of([back], [hit])).Outcome);
        Assert.Equal(Outcome.Failed, Judges.ComesBack(Of([Did(13, SeenKind.Connected, door: FaultDoor.BinanceApi)], [hit])).Outcome);
    }

    /// <summary>What comes once the exchange's own keepalive may have ended the connection shows nothing of the bot.</summary>
    [Theory]
    [InlineData(FaultDoor.Ws, 29, true)]
    [InlineData(FaultDoor.Ws, 31, false)]
    [InlineData(FaultDoor.BinanceStream, 59, true)]
    [InlineData(FaultDoor.BinanceApi, 61, false)]
    [InlineData(FaultDoor.Fix, 300, true)]
    [InlineData(FaultDoor.Native, 300, true)]
    public void Silence_is_noticed_before_the_exchange_ends_it(FaultDoor door, double after, bool passes)
    {
        Seen[] back = [Did(10 + after, SeenKind.Connected, door: door), Did(10.1 + after, SeenKind.AskAccount)];
        Assert.Equal(passes ? Outcome.Passed : Outcome.Failed, Judges.ComesBack(Of(back, [Hit(10, FaultKind.Silent, door: door)])).Outcome);
        // A connection that was reset is known to be gone.
        Assert.Equal(Outcome.Passed, Judges.ComesBack(Of(back, [Hit(10, FaultKind.ConnectionKilled, door: door)])).Outcome);
    }

    [Fact]
    public void After_a_restart_the_standing_is_asked_for_before_the_next_order_and_what_came_before_the_end_counts_for_nothing()
    {
        // The order at 9.9 reached the exchange that stopped.
        Seen[] last = [Did(9.9, SeenKind.Order), Did(9.95, SeenKind.AskAccount)];
        Seen[] careful = [.. last, Did(10.6, SeenKind.AskAccount), Did(10.7, SeenKind.Order)];
        Assert.Equal(Outcome.Passed, Judges.ReturnsAfterRestart(Of(careful, []) with { Stopped = 10 }).Outcome);
        Assert.Equal(Outcome.Failed, Judges.ReturnsAfterRestart(Of([.. last, Did(10.6, SeenKind.Order), Did(10.7, SeenKind.AskAccount)], []) with { Stopped = 10 }).Outcome);
        Assert.Equal(Outcome.Failed, Judges.ReturnsAfterRestart(Of(last, []) with { Stopped = 10 }).Outcome);
    }

    [Fact]
    public void After_a_gap_comes_a_book_and_then_an_order()
    {
        var hit = Hit(10, FaultKind.StreamGap, door: Stream);
        var shown = Did(11, SeenKind.ShownGap, door: Stream);
        // Depth comes once a second: before the next message nobody can know of the gap.
        Assert.Equal(Outcome.Passed, Judges.AsksForTheBook(Of([Did(10.9, SeenKind.Order), shown, Did(11.2, SeenKind.Order), Did(11.3, SeenKind.AskBook), Did(12, SeenKind.Order)], [hit])).Outcome);
        Assert.Equal(Outcome.Failed, Judges.AsksForTheBook(Of([shown, Did(11.3, SeenKind.Order), Did(12, SeenKind.AskBook)], [hit])).Outcome);
        Assert.Equal(Outcome.Failed, Judges.AsksForTheBook(Of([shown], [hit])).Outcome);
        // What another connection was sent shows it nothing.
        Assert.Equal(Outcome.NotExercised, Judges.AsksForTheBook(Of([Did(11.3, SeenKind.Order), shown with { Session = 2 }], [hit])).Outcome);
    }

    [Fact]
    public void A_ResendRequest_brings_no_book()
    {
        var hit = Hit(10, FaultKind.StreamGap, door: FaultDoor.Fix);
        Seen[] engine = [Did(11, SeenKind.ShownGap, door: FaultDoor.Fix), Did(11.01, SeenKind.AskAgain, door: FaultDoor.Fix)];
        Assert.Equal(Outcome.Failed, Judges.AsksForTheBook(Of([.. engine, Did(12, SeenKind.Order, door: FaultDoor.Fix)], [hit])).Outcome);
        Assert.Equal(Outcome.Passed, Judges.AsksForTheBook(Of([.. engine, Did(11.1, SeenKind.AskBook, door: FaultDoor.Fix), Did(12, SeenKind.Order, door: FaultDoor.Fix)], [hit])).Outcome);
    }

    [Fact]
    public void Gaps_of_the_certification_are_in_books_only() =>
        Assert.All(Scenarios.All.Single(scenario => scenario.Name == "stream_gap").Faults, fault => Assert.Equal(FaultClasses.Market, fault.On));

    [Fact]
    public void A_late_book_is_waited_for_or_asked_for_again()
    {
        var hit = Hit(10, FaultKind.SlowSnapshot);
        Assert.Equal(Outcome.Passed, Judges.WaitsForTheBook(Of([Did(13.5, SeenKind.Order)], [hit])).Outcome);
        Assert.Equal(Outcome.Failed, Judges.WaitsForTheBook(Of([Did(11, SeenKind.Order)], [hit])).Outcome);
        Assert.Equal(Outcome.Passed, Judges.WaitsForTheBook(Of([Did(11, SeenKind.AskBook), Did(11.5, SeenKind.Order), Did(13.5, SeenKind.Order)], [hit])).Outcome);
        Assert.Equal(Outcome.Failed, Judges.WaitsForTheBook(Of([.. Enumerable.Range(1, 5).Select(i => Did(10.3 + (i / 10.0), SeenKind.AskBook)), Did(13.5, SeenKind.Order)], [hit])).Outcome);
    }

    [Fact]
    public void The_guide_has_a_line_for_each_scenario()
    {
        var page = File.ReadAllText(QuickFixProgram.Find("docs", "guide", "certify.md"));
        var rules = page[page.IndexOf("## Scenarios", StringComparison.Ordinal)..];
        Assert.Equal(
            Scenarios.All.Select(scenario => scenario.Name),
            rules.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]));
    }

    private static Observation Of(IReadOnlyList<Seen> seen, IReadOnlyList<Injected> injected, params BotOrder[] orders) => new(7, 30, seen, injected, orders, null);

    private static Seen Did(double at, SeenKind kind, string text = "a request", FaultDoor door = Rest, FaultKind? fault = null, string name = "") => new(at, door, 1, "k", kind, text, fault) { ClientOrderId = name };

    private static Injected Hit(double at, FaultKind kind, string text = "a message", FaultDoor door = Rest, string name = "") =>
        new(at, door, 1, "k", new Fault(kind) { RetryAfter = 3, DelayMs = 3_000 }, text) { ClientOrderId = name };

    private static BotOrder Order(long id, string name, double entered, double? ended = null, long price = 100, long quantity = 1) =>
        new(id, name, "BTC-USDT", Side.Buy, price, quantity, entered, ended, "an order");
}
