using System.Globalization;
using System.Net;
using System.Text.Json;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Door;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>An operator tells a running desk how a question ended.</summary>
public sealed class SettleTests : IDisposable
{
    private const string Token = "a-token-of-more-than-twenty-four";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_outcome_that_is_held_is_paid_by_an_operators_word()
    {
        await using var driven = await DrivenDesk.MakeAsync(TradedArbitrage.Outcomes(_folder.Path), Stop, frames: 1_000);
        var folder = Directory.CreateDirectory(_folder.File("door")).FullName;
        await using var door = await DeskDoor.OpenAsync(new DoorSettings(IPAddress.Loopback, 0, [new DoorOperator("alice", Token)]), driven.Desk, driven.Status, folder, folder, Stop);
        driven.Start();

        // The desk stands: what it holds is what it holds. What was sold has bound its one each already.
        var trader = driven.Desk.Trader;
        var held = Held(driven.Desk);
        var before = (Held: trader.Portfolio.PositionOf(held.Id).Quantity.Units, Money: Money(driven));

        // Nobody types anything here: what is about to happen is said, and nothing is told.
        new DeskFolder(folder).WriteStatus(driven.Desk, folder, isRunning: true, Environment.ProcessId);
        var unasked = await RialtoProcess.RunAsync("positions", "settle", $"polymarket:{held.Symbol}", "1", "--desk", folder, "--token", Token, "--reason", "the list");
        Assert.Equal(2, unasked.ExitCode);
        Assert.Contains($"polymarket:{held.Symbol}: {(before.Held < 0 ? "-" : "")}", unasked.Errors, StringComparison.Ordinal);
        Assert.Contains("say --yes", unasked.Errors, StringComparison.Ordinal);
        var none = await Settle(held, "open", folder, "--reason", "nothing was told");
        Assert.Contains("state that does not allow it", none.Errors, StringComparison.Ordinal);

        var untold = await Settle(held, "1", folder, "--reason", "");
        Assert.NotEqual(0, untold.ExitCode);
        Assert.Contains("reason is missing", untold.Errors, StringComparison.Ordinal);
        var wrong = await Settle(held, "1.5", folder, "--reason", "too much");
        Assert.Contains("cannot be settled at 1.5", wrong.Errors, StringComparison.Ordinal);
        var nowhere = await RialtoProcess.RunAsync("positions", "settle", "polymarket:no-such", "1", "--desk", folder, "--token", Token, "--yes", "--reason", "a slip");
        Assert.Contains("does not trade 'no-such'", nowhere.Errors, StringComparison.Ordinal);

        var told = await Settle(held, "1", folder, "--reason", "the list of 2026-07-16", "--json");
        Assert.True(told.ExitCode == 0, told.Errors);
        Assert.True(JsonDocument.Parse(told.Output).RootElement.GetProperty("accepted").GetBoolean());
        var again = await Settle(held, "0", folder, "--reason", "it was the other");
        Assert.Contains("state that does not allow it", again.Errors, StringComparison.Ordinal);

        await driven.EndAsync();
        Assert.Equal((0L, SettlementState.Paid), (trader.Portfolio.PositionOf(held.Id).Quantity.Units, trader.SettlementOf(held.Id).State));
        Assert.Equal(before.Money + Math.Max(0, before.Held) * Int128.Parse("1000000000000000000", CultureInfo.InvariantCulture) / Whole(held), Money(driven));
        Assert.All(driven.Desk.Balances, balance => Assert.Equal(balance.Ours, balance.Theirs));
        Assert.Equal(0, driven.Desk.Counts.CountOf(DeskAuditKind.Mismatch));
        Assert.Contains(driven.Told, audit => audit.Kind == DeskAuditKind.SettlementTold && audit.Listing == held.Id && audit.Text.ToString() == "alice");
        Assert.Contains(driven.Told, audit => audit.Kind == DeskAuditKind.Settled && audit.Listing == held.Id && audit.Quantity.Units == before.Held);
    }

    [Fact]
    public async Task What_a_feed_announced_is_taken_back_and_nothing_is_paid()
    {
        await using var driven = await DrivenDesk.MakeAsync(TradedArbitrage.Outcomes(_folder.Path), Stop, frames: 1_000);
        driven.LastWord = static desk => new FeedEvent { Kind = FeedEventKind.Settled, Listing = Held(desk).Id, Venue = FeedVenue.Polymarket, Price = default, Flags = FeedEventFlags.Announced };
        var folder = Directory.CreateDirectory(_folder.File("door")).FullName;
        await using var door = await DeskDoor.OpenAsync(new DoorSettings(IPAddress.Loopback, 0, [new DoorOperator("alice", Token)]), driven.Desk, driven.Status, folder, folder, Stop);
        driven.Start();
        var (trader, held) = (driven.Desk.Trader, Held(driven.Desk));
        var before = (trader.Portfolio.PositionOf(held.Id).Quantity, Money(driven));
        Assert.NotEqual(SettlementState.Open, trader.SettlementOf(held.Id).State);

        new DeskFolder(folder).WriteStatus(driven.Desk, folder, isRunning: true, Environment.ProcessId);
        var back = await Settle(held, "open", folder, "--reason", "it is disputed");
        Assert.True(back.ExitCode == 0, back.Errors);
        await driven.EndAsync();
        Assert.Equal(SettlementState.Open, trader.SettlementOf(held.Id).State);
        Assert.Equal(before, (trader.Portfolio.PositionOf(held.Id).Quantity, Money(driven)));
        Assert.DoesNotContain(driven.Told, audit => audit.Kind == DeskAuditKind.Settled);
    }

    [Fact]
    public void A_price_that_no_decimal_can_hold_in_the_listing_s_units_is_none()
    {
        var listing = new Listing(new(1), FeedVenue.Polymarket, "q", "Q", ListingKind.Outcome, 3, 2, new Price(1), new Quantity(1), "USDC", ListingStatus.Open);
        Assert.Null(new ToldSettlement(default, FeedVenue.Polymarket, "q", decimal.MaxValue, IsRefund: false).PriceOf(listing));
        Assert.Null(new ToldSettlement(default, FeedVenue.Polymarket, "q", -1, IsRefund: false).PriceOf(listing));
        Assert.Equal(new Price(1_000), new ToldSettlement(default, FeedVenue.Polymarket, "q", 1, IsRefund: false).PriceOf(listing));
    }

    private static async Task<Finished> Settle(Listing listing, string price, string folder, params string[] more) =>
        await RialtoProcess.RunAsync(["positions", "settle", $"polymarket:{listing.Symbol}", price, "--desk", folder, "--token", Token, "--yes", .. more]);

    private static Listing Held(DeskRun desk) =>
        Enumerable.Range(1, desk.Listings.Count).Select(id => desk.Listings[new ListingId(id)]).First(listing => desk.Trader.Portfolio.PositionOf(listing.Id).Quantity.Units != 0);

    private static Int128 Money(DrivenDesk driven) => Assert.Single(driven.Desk.Balances).Ours;

    private static Int128 Whole(Listing listing)
    {
        Int128 whole = 1;
        for (var i = 0; i < listing.QuantityScale; i++)
            whole *= 10;
        return whole;
    }
}
