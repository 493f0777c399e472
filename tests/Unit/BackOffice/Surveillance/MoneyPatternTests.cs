using Rialto.BackOffice.Surveillance;
using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.BackOffice.Surveillance;

/// <summary>Patterns of money, on events. USD has two decimals and 10,000 of it is reported.</summary>
public sealed class MoneyPatternTests
{
    private const long Hour = 3_600_000_000_000;
    private const long Start = 20_000 * 24 * Hour;

    private readonly Watch _watch = new(SurveillanceRules.Usual);
    private readonly Asset _dollar = new(new AssetId(1), Text36.Of("USD"), 2);
    private readonly Asset _apple = new(new AssetId(2), Text36.Of("AAPL"), 0);
    private long _now = Start;
    private long _sequence;

    public MoneyPatternTests()
    {
        foreach (var asset in new[] { _dollar, _apple })
        {
            var defined = Command.DefineAsset(asset);
            Look(new ExchangeEvent { Kind = EventKind.AssetDefined, Asset = asset.Id, Terms = defined.Terms, ClientOrderId = asset.Code });
        }

        var command = Command.DefineInstrument(PastJournal.Apple with { MoneyScale = 2, QuoteAsset = _dollar.Id, BaseAsset = _apple.Id });
        Look(new ExchangeEvent
        {
            Kind = EventKind.InstrumentDefined,
            Instrument = command.Instrument,
            Terms = command.Terms,
            Price = command.Price,
            Quantity = command.Quantity,
            ClientOrderId = command.Text,
            DisplayQuantity = command.DisplayQuantity,
            TriggerPrice = command.TriggerPrice,
            OrderId = command.OrderId,
        });
    }

    [Fact]
    public void Money_that_leaves_as_it_came_is_passed_through()
    {
        Deposit(1, 5_000);
        After(2 * Hour);
        Withdraw(1, 3_000);
        Assert.Empty(_watch.TakeAlerts());
        After(2 * Hour);
        Withdraw(1, 1_500);
        var alert = Assert.Single(_watch.TakeAlerts());
        Assert.Equal(SuspicionKind.PassThrough, alert.Kind);
        Assert.Contains("of 5000 USD that came to owner 1 within 24 hours 4500 USD left again, while 0 USD was traded", alert.Text, StringComparison.Ordinal);
        Assert.Equal(3, alert.Evidence.Count);
    }

    [Fact]
    public void Money_that_was_traded_with_or_stayed_a_while_is_not()
    {
        Deposit(1, 5_000);
        Trade(1, 2, quantity: 10, price: 100_00);
        Withdraw(1, 5_000);
        Assert.Empty(_watch.TakeAlerts());
        Deposit(3, 5_000);
        After(25 * Hour);
        Withdraw(3, 5_000);
        Assert.Empty(_watch.TakeAlerts());
    }

    [Fact]
    public void A_transfer_is_a_way_out_and_a_way_in()
    {
        Deposit(1, 5_000);
        Look(new ExchangeEvent { Kind = EventKind.Transferred, Owner = new OwnerId(1), To = new OwnerId(2), Asset = _dollar.Id, Amount = new Money(5_000_00) });
        Assert.Equal([new OwnerId(1)], Assert.Single(_watch.TakeAlerts()).Owners);
        Withdraw(2, 5_000);
        Assert.Equal([new OwnerId(2)], Assert.Single(_watch.TakeAlerts()).Owners);
    }

    [Fact]
    public void Deposits_kept_below_what_is_reported_are_told_together()
    {
        Deposit(1, 9_500);
        After(25 * Hour);
        Deposit(1, 9_500);
        After(3 * Hour);
        Deposit(1, 8_000);
        After(20 * Hour);
        Assert.Equal(SuspicionKind.LargeTransactions, Assert.Single(_watch.TakeAlerts()).Kind);
        Deposit(1, 9_999.99m);
        Assert.Equal(SuspicionKind.BelowThreshold, Assert.Single(_watch.TakeAlerts()).Kind);
        Deposit(1, 7_999);
        Deposit(1, 10_000);
        Assert.DoesNotContain(_watch.TakeAlerts(), alert => alert.Kind == SuspicionKind.BelowThreshold);
    }

    [Fact]
    public void A_day_that_reaches_what_is_reported_is_told_once_each_way()
    {
        Deposit(1, 6_000);
        Deposit(1, 3_999.99m);
        Assert.Empty(_watch.TakeAlerts());
        Deposit(1, 0.01m);
        var alert = Assert.Single(_watch.TakeAlerts());
        Assert.Equal(SuspicionKind.LargeTransactions, alert.Kind);
        Assert.Contains("deposits of owner 1 today have come to 10000 USD", alert.Text, StringComparison.Ordinal);
        Deposit(1, 50_000);
        Assert.Empty(_watch.TakeAlerts());
        After(24 * Hour);
        Deposit(1, 10_000);
        Assert.Single(_watch.TakeAlerts());
    }

    [Fact]
    public void Assets_without_an_amount_that_is_reported_are_not()
    {
        Look(new ExchangeEvent { Kind = EventKind.Deposited, Owner = new OwnerId(1), Asset = _apple.Id, Amount = new Money(1_000_000) });
        Assert.Empty(_watch.TakeAlerts());
    }

    [Fact]
    public void A_day_of_trading_out_of_all_proportion_to_the_balance_is_told_once()
    {
        Balance(1, 1_000);
        Balance(2, 1_000_000);
        for (var i = 0; i < 49; i++)
            Trade(1, 2, quantity: 10, price: 100_00);
        Assert.DoesNotContain(_watch.TakeAlerts(), alert => alert.Kind == SuspicionKind.VolumeBeyondBalance);
        Trade(1, 2, quantity: 10, price: 100_00);
        Trade(1, 2, quantity: 10, price: 100_00);
        var alert = Assert.Single(_watch.TakeAlerts(), alert => alert.Kind == SuspicionKind.VolumeBeyondBalance);
        Assert.Equal([new OwnerId(1)], alert.Owners);
        Assert.Contains("50 times today what it had at most (1000 USD)", alert.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"spoofing":{"ratoi":3}}""", "ratoi")]
    [InlineData("""{"spoofing":{"ratio":0}}""", "spoofing.ratio is 1 or more, not 0")]
    [InlineData("""{"money":{"near_percent":101}}""", "money.near_percent is from 1 to 100")]
    [InlineData("""{"money":{"reported":{"USD":"ten"}}}""", "money.reported.USD is a decimal above zero")]
    [InlineData("""{"money":{"reported":{"USD":"99999999999999999"}}}""", "money.reported.USD is a decimal above zero")]
    [InlineData("spoofing", "invalid")]
    public void Rules_that_make_no_sense_are_refused_by_name(string json, string message) =>
        Assert.Contains(message, Assert.Throws<SurveillanceRulesException>(() => SurveillanceRules.Parse(json)).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Rules_that_are_left_out_stay_as_usual()
    {
        var rules = SurveillanceRules.Parse("""{"spoofing":{"ratio":9}, /* why */ "messages":null,}""");
        Assert.Equal(9, rules.Spoofing!.Ratio);
        Assert.Equal(SurveillanceRules.Usual.Spoofing!.Episodes, rules.Spoofing.Episodes);
        Assert.Null(rules.Messages);
        Assert.Equal("10000", rules.Money!.Reported["USD"]);
    }

    private void Deposit(int owner, decimal dollars) => Look(new ExchangeEvent { Kind = EventKind.Deposited, Owner = new OwnerId(owner), Asset = _dollar.Id, Amount = new Money((long)(dollars * 100)) });

    private void Withdraw(int owner, decimal dollars) => Look(new ExchangeEvent { Kind = EventKind.Withdrawn, Owner = new OwnerId(owner), Asset = _dollar.Id, Amount = new Money((long)(dollars * 100)) });

    private void Balance(int owner, decimal dollars) => Look(new ExchangeEvent { Kind = EventKind.BalanceChanged, Owner = new OwnerId(owner), Asset = _dollar.Id, Total = new Money((long)(dollars * 100)) });

    private void Trade(int taker, int maker, long quantity, long price) => Look(new ExchangeEvent
    {
        Kind = EventKind.Trade,
        Owner = new OwnerId(taker),
        MakerOwner = new OwnerId(maker),
        Instrument = PastJournal.Apple.Id,
        Quantity = new Quantity(quantity),
        Price = new Price(price),
    });

    private void After(long nanoseconds) => _now += nanoseconds;

    private void Look(ExchangeEvent one)
    {
        one.Sequence = ++_sequence;
        one.Time = new Timestamp(_now);
        var command = new Command { Kind = CommandKind.AdvanceTime, Sequence = one.Sequence, Time = one.Time };
        _watch.Look(in command, in one);
    }
}
