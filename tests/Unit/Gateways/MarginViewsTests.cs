using Rialto.Gateways;
using Rialto.Gateways.Views;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins.Lockstep;
using Xunit;
using static Rialto.Unit.Gateways.ViewsOnDisk;

namespace Rialto.Unit.Gateways;

/// <summary>What the views know of contracts, from events alone, and over a snapshot.</summary>
public sealed class MarginViewsTests
{
    private static readonly ViewOptions Options = new() { KeptMarginNotices = 20 };
    private static readonly InstrumentId Contract = new(1);
    private static readonly AssetId Asset = new(1);

    // 10 % and 5 % of the worth, ten of what the price is of in one contract.
    private static readonly ContractTerms Terms = new(Asset, 10, 100_000, 50_000, 200_000, 250_000, 10_000);

    [Fact]
    public void A_position_is_shown_at_the_present_mark()
    {
        // 5 contracts bought at 100.10: 5 x 10 x 100.10 = 5005.00.
        var views = Of([.. Opening(), Mark(10, 10_000), Position(11, 1, 5, 500_500), Balance(12, 1, 600_00), Mark(13, 10_200)]);

        var position = PositionPicture.Take(views, new OwnerId(1), views.Margin.Find(new OwnerId(1))!.Positions[1])!;
        Assert.Equal((100_100_000, 510_000, 9_500), ((long)position.AverageEntry, (long)position.Notional, (long)position.Unrealised));
        Assert.Equal((51_000, 25_500, 10), ((long)position.Initial, (long)position.Maintenance, position.Leverage));
        var pocket = Assert.Single(MarginPicture.Take(views, new OwnerId(1))!.Pockets);
        // Gains do not count for what may be taken out.
        Assert.Equal((69_500, 9_000, MarginStanding.Fine), ((long)pocket.Equity, (long)pocket.Free, pocket.Standing));
    }

    [Fact]
    public void A_short_position_gains_as_the_mark_falls_and_losses_show_how_close_it_is()
    {
        List<ExchangeEvent> story = [.. Opening(), Mark(10, 10_000), Position(11, 1, -5, -500_000), Balance(12, 1, 500_00)];
        Assert.Equal(MarginStanding.Fine, Standing([.. story, Mark(13, 9_000)]));
        // At 103.90: loss 195.00, equity 305.00, maintenance 259.75 is 85 % of it.
        Assert.Equal(MarginStanding.Called, Standing([.. story, Mark(13, 10_390)]));
        Assert.Equal(MarginStanding.Due, Standing([.. story, Mark(13, 10_600)]));
        Assert.Equal(MarginStanding.Liquidating, Standing([.. story, Mark(13, 10_600), Pocket(14, EventKind.LiquidationStarted, 1)]));
        Assert.Equal(MarginStanding.Fine, Standing([.. story, Pocket(14, EventKind.LiquidationStarted, 1), Pocket(15, EventKind.LiquidationEnded, 1)]));
    }

    [Fact]
    public void Open_orders_of_the_worse_side_count_for_what_is_needed()
    {
        var views = Of([.. Opening(), Mark(10, 10_000), Position(11, 1, 5, 500_000), Order(12, 1, Side.Sell, 4), Order(13, 2, Side.Buy, 3), Order(14, 3, Side.Buy, 1)]);

        var position = PositionPicture.Take(views, new OwnerId(1), views.Margin.Find(new OwnerId(1))!.Positions[1])!;
        Assert.Equal((4, 4), ((int)position.Open.Buys, (int)position.Open.Sells));
        Assert.Equal(9 * 10 * 10_000 / 10, (long)position.Initial);
    }

    [Theory]
    [InlineData(Side.Buy, 10_300, 300)]
    [InlineData(Side.Buy, 10_000, 0)]
    [InlineData(Side.Buy, 90_000, 2_000)]
    [InlineData(Side.Buy, 0, 2_000)]
    [InlineData(Side.Sell, 9_900, 100)]
    [InlineData(Side.Sell, 10_100, 0)]
    [InlineData(Side.Sell, 1, 2_000)]
    [InlineData(Side.Sell, 0, 2_000)]
    public void What_open_orders_may_lose_against_the_mark_counts_for_what_is_needed(Side side, long price, long each)
    {
        var views = Of([.. Opening(), Mark(10, 10_000), Order(11, 1, side, 3) with { Price = new Price(price) }, Balance(12, 1, 900_00)]);

        var pocket = Assert.Single(MarginPicture.Take(views, new OwnerId(1))!.Pockets);
        Assert.Equal((3 * 10 * each, 30_000 + 3 * 10 * each), ((long)pocket.OpenLoss, (long)pocket.Initial));
    }

    [Fact]
    public void Open_orders_count_before_there_is_a_position()
    {
        var views = Of([.. Opening(), Mark(10, 10_000), Order(11, 1, Side.Buy, 3), Balance(12, 1, 900_00)]);

        var position = Assert.Single(PositionPicture.All(views, new OwnerId(1)));
        Assert.Equal((0, 3, 30_000), (position.Quantity, (int)position.Open.Buys, (long)position.Initial));
        Assert.Equal(30_000, (long)Assert.Single(MarginPicture.Take(views, new OwnerId(1))!.Pockets).Initial);
    }

    [Fact]
    public void An_isolated_position_has_a_pocket_of_its_own_and_a_leverage_a_rate_of_its_own()
    {
        var isolated = Position(12, 1, 5, 500_000) with { Terms = new OrderTerms((ushort)MarginMode.Isolated), IsolatedMargin = new Money(200_00) };
        var views = Of([.. Opening(), Mark(10, 10_000), Leverage(11, 1, 3, MarginMode.Isolated), isolated, Balance(13, 1, 1_000_00)]);

        var pockets = MarginPicture.Take(views, new OwnerId(1))!.Pockets;
        Assert.Equal([null, "PERP"], pockets.Select(pocket => pocket.Contract?.Symbol.ToString()));
        Assert.Equal([100_000, 20_000], pockets.Select(pocket => (long)pocket.Money));
        // A third, rounded up to the millionth: 333,334 of 5,000.00.
        Assert.Equal([0, 166_667], pockets.Select(pocket => (long)pocket.Initial));
    }

    [Fact]
    public void Open_interest_is_what_is_held_long()
    {
        var views = Of([.. Opening(), Position(10, 1, 5, 1), Position(10, 2, -5, -1), Position(11, 1, -2, -1), Position(11, 2, -1, -1), Position(11, 3, 3, 1)]);
        Assert.Equal(3, (int)views.Margin.Find(Contract)!.OpenInterest);
    }

    [Fact]
    public void A_mark_at_the_instruments_end_is_final_and_a_new_definition_is_no_contract()
    {
        var settled = Of([.. Opening(), Mark(10, 10_000), Mark(11, 10_500), State(11, InstrumentState.Expired)]);
        Assert.True(settled.Margin.Find(Contract)!.IsSettled);
        var expired = Of([.. Opening(), Mark(10, 10_000), State(11, InstrumentState.Expired)]);
        Assert.False(expired.Margin.Find(Contract)!.IsSettled);
        expired.Apply(Mark(12, 10_500));
        Assert.True(expired.Margin.Find(Contract)!.IsSettled);

        Assert.Null(Of([.. Opening(), Define(10)]).Margin.Find(Contract));
    }

    [Fact]
    public void Limits_are_those_last_set_and_none_is_forgotten()
    {
        var views = Of([.. Opening(), Limit(10, 0, 2, 7, 3), Limit(11, 0, 4, 5, 0), Limit(12, 1, 0, 9, 0), Limit(13, 0, 2, 0, 0)]);

        Assert.Equal([4], ContractPicture.Take(views, Contract)!.Limits.Select(limit => limit.Tier));
        Assert.Equal(new Quantity(9), Assert.Single(MarginPicture.Take(views, new OwnerId(1))!.Limits).MaxPosition);
    }

    [Fact]
    public void Whom_a_notice_concerns_finds_it_and_only_the_last_are_kept()
    {
        var views = Of(Story(4));
        var told = Story(4).Where(e => e.Owner.Value != 0 && e.Kind is >= EventKind.MarginCalled and <= EventKind.RiskSet).ToList();
        var kept = told.TakeLast(Options.KeptMarginNotices).ToList();

        Assert.True(told.Count > 60);
        Assert.Equal(told.Count, views.Margin.LastNotice);
        Assert.Equal(kept.Select(e => e.Sequence).Reverse(), Sequences(views.Margin.Notices));
        foreach (var account in views.Margin.Accounts.Values)
        {
            var own = kept.Where(e => MarginTable.Concerned(in e).Contains(account.Owner));
            Assert.Equal(own.Select(e => e.Sequence).Reverse(), Sequences(account.Notices));
        }
    }

    [Fact]
    public void Views_of_contracts_that_were_saved_and_loaded_go_on_as_if_they_had_not_been()
    {
        for (var seed = 1UL; seed <= 8; seed++)
            AssertGoOn(Story(seed), Options);
    }

    [Fact]
    public void Broken_contracts_are_refused_with_a_reason_and_never_throw()
    {
        var views = new ViewsReplica(Options);
        foreach (var e in Story(7))
            views.On(default, [e]);
        var bytes = Saved(views);
        AssertRefusesBroken(bytes, Options, rounds: 2_000);
    }

    /// <summary>An asset, a contract of it, and three margin accounts.</summary>
    internal static IEnumerable<ExchangeEvent> Opening()
    {
        yield return new ExchangeEvent { Sequence = 1, Kind = EventKind.AssetDefined, Asset = Asset, ClientOrderId = Text36.Of("USD"), Terms = new OrderTerms(2) };
        yield return Define(2);
        for (var owner = 1; owner <= 3; owner++)
        {
            yield return new ExchangeEvent
            {
                Sequence = 2 + owner,
                Kind = EventKind.AccountSet,
                Owner = new OwnerId(owner),
                ClientOrderId = Text36.Of($"account-{owner}"),
                Terms = new OrderTerms((ushort)AccountRights.Defined),
            };
        }

        var set = Command.SetContract(Contract, Terms);
        yield return new ExchangeEvent
        {
            Sequence = 6,
            Kind = EventKind.ContractSet,
            Instrument = Contract,
            OrderId = set.OrderId,
            Price = set.Price,
            Quantity = set.Quantity,
            DisplayQuantity = set.DisplayQuantity,
            ExpireTime = set.ExpireTime,
        };
    }

    private static ExchangeEvent Define(long sequence)
    {
        var command = Command.DefineInstrument(new Instrument(Contract, Text36.Of("PERP"), 2, 0, 2, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000)));
        return new ExchangeEvent
        {
            Sequence = sequence,
            Kind = EventKind.InstrumentDefined,
            Instrument = command.Instrument,
            ClientOrderId = command.Text,
            Terms = command.Terms,
            Price = command.Price,
            Quantity = command.Quantity,
            DisplayQuantity = command.DisplayQuantity,
            TriggerPrice = command.TriggerPrice,
        };
    }

    private static MarginStanding Standing(List<ExchangeEvent> story) => Assert.Single(MarginPicture.Take(Of(story), new OwnerId(1))!.Pockets).Standing;

    private static ExchangeEvent Mark(long sequence, long price) =>
        new() { Sequence = sequence, Time = new Timestamp(sequence * 1_000), Kind = EventKind.MarkPriceSet, Instrument = Contract, Price = new Price(price) };

    private static ExchangeEvent State(long sequence, InstrumentState state) =>
        new() { Sequence = sequence, Kind = EventKind.InstrumentStateChanged, Instrument = Contract, Terms = new OrderTerms((ushort)((int)state << 8)) };

    private static ExchangeEvent Position(long sequence, int owner, long quantity, long cost) => new()
    {
        Sequence = sequence,
        Time = new Timestamp(sequence * 1_000),
        Kind = EventKind.PositionChanged,
        Owner = new OwnerId(owner),
        Instrument = Contract,
        MarginAsset = Asset,
        Position = new Quantity(quantity),
        Cost = new Money(cost),
    };

    private static ExchangeEvent Balance(long sequence, int owner, long total) =>
        new() { Sequence = sequence, Kind = EventKind.BalanceChanged, Owner = new OwnerId(owner), Asset = Asset, Total = new Money(total) };

    private static ExchangeEvent Pocket(long sequence, EventKind kind, int owner) =>
        new() { Sequence = sequence, Kind = kind, Owner = new OwnerId(owner), MarginAsset = Asset, Equity = new Money(5), Maintenance = new Money(6) };

    private static ExchangeEvent Leverage(long sequence, int owner, int leverage, MarginMode mode) => new()
    {
        Sequence = sequence,
        Kind = EventKind.RiskSet,
        Reason = (ushort)CommandKind.SetLeverage,
        Owner = new OwnerId(owner),
        Instrument = Contract,
        Quantity = new Quantity(leverage),
        Terms = new OrderTerms((ushort)mode),
    };

    private static ExchangeEvent Limit(long sequence, int owner, int tier, long position, long order) => new()
    {
        Sequence = sequence,
        Kind = EventKind.RiskSet,
        Reason = (ushort)CommandKind.SetPositionLimit,
        Owner = new OwnerId(owner),
        Instrument = Contract,
        Terms = new OrderTerms((ushort)tier),
        Quantity = new Quantity(position),
        DisplayQuantity = new Quantity(order),
    };

    private static ExchangeEvent Order(long sequence, long id, Side side, long quantity) => new()
    {
        Sequence = sequence,
        Kind = EventKind.OrderAccepted,
        Flags = EventFlags.Resting,
        Owner = new OwnerId(1),
        Instrument = Contract,
        OrderId = new OrderId(id),
        Side = side,
        Price = new Price(side == Side.Buy ? 9_900 : 10_100),
        Quantity = new Quantity(quantity),
        Terms = OrderTerms.Of(OrderType.Limit, TimeInForce.Gtc),
    };

    /// <summary>Whatever may happen to contracts and positions.</summary>
    private static IEnumerable<ExchangeEvent> Story(ulong seed)
    {
        foreach (var e in Opening())
            yield return e;
        var dice = new Dice(seed);
        for (var sequence = 7L; sequence < 400; sequence++)
        {
            var owner = (int)dice.Between(1, 3);
            var amount = new Money(dice.Between(-500, 500));
            yield return dice.Between(0, 9) switch
            {
                0 => Mark(sequence, dice.Between(9_000, 11_000)),
                1 or 2 => Position(sequence, owner, dice.Between(-9, 9), dice.Between(-9_000, 9_000)) with { Realised = amount, Funding = amount, IsolatedMargin = amount },
                3 => Leverage(sequence, owner, (int)dice.Between(0, 10), (MarginMode)dice.Between(0, 1)),
                4 => Limit(sequence, (int)dice.Between(0, 3), (int)dice.Between(0, 4), dice.Between(0, 9), dice.Between(0, 9)),
                5 => Pocket(sequence, (EventKind)dice.Between((int)EventKind.MarginCalled, (int)EventKind.LiquidationEnded), owner),
                6 => new ExchangeEvent
                {
                    Sequence = sequence,
                    Time = new Timestamp(sequence),
                    Kind = EventKind.FundingPaid,
                    Owner = new OwnerId((int)dice.Between(0, 3)),
                    Instrument = Contract,
                    MarginAsset = Asset,
                    Amount = amount,
                    FundingRate = 100,
                },
                7 => new ExchangeEvent
                {
                    Sequence = sequence,
                    Kind = EventKind.InsuranceChanged,
                    Reason = (ushort)dice.Between(1, 5),
                    Owner = new OwnerId((int)dice.Between(0, 3)),
                    MarginAsset = Asset,
                    Amount = amount,
                    Insurance = new Money(dice.Between(0, 99)),
                },
                8 => new ExchangeEvent { Sequence = sequence, Kind = EventKind.Deleveraged, Owner = new OwnerId(owner), To = new OwnerId(owner % 3 + 1), Instrument = Contract, MarginAsset = Asset, Quantity = new Quantity(1), Price = new Price(1) },
                _ => new ExchangeEvent { Sequence = sequence, Kind = EventKind.RiskSet, Reason = (ushort)CommandKind.SetRiskTier, Owner = new OwnerId(owner), Terms = new OrderTerms((ushort)dice.Between(0, 9)) },
            };
        }
    }

    private static IEnumerable<long> Sequences(MarginNoticeList list) => Enumerable.Range(0, list.Count).Select(age => list[age].Event.Sequence);

    private static ExchangeViews Of(IEnumerable<ExchangeEvent> events)
    {
        var views = new ExchangeViews(Options);
        foreach (var e in events)
            views.Apply(in e);
        return views;
    }
}
