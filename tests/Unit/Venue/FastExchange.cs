using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue;

namespace Rialto.Unit.Venue;

/// <summary>Events in a ring of slots that are used again; nobody reads them but tests that ask for the last ones.</summary>
internal struct SlotSink(int capacity) : IEventSink
{
    private readonly ExchangeEvent[] _slots = new ExchangeEvent[capacity];
    private long _claimed;

    public readonly long Count => _claimed;

    public readonly ref ExchangeEvent this[long index] => ref _slots[index % _slots.Length];

    public ref ExchangeEvent Claim() => ref _slots[_claimed++ % _slots.Length];

    public readonly void EndCommand()
    {
    }
}

/// <summary>The product's exchange with open instruments, for tests that drive it with many commands.</summary>
internal sealed class FastExchange
{
    private long _sequence;

    public FastExchange(int instruments, TableKey key)
        : this(instruments, null, 1, 1 << 16, key)
    {
    }

    public FastExchange(int instruments, InstrumentRules? rules = null, long tick = 1, int slots = 1 << 16, TableKey key = default, int owners = 0, int contractOwners = 0)
    {
        Engine = new Exchange<SlotSink>(new ExchangeLimits(), new SlotSink(slots), key);
        if (owners > 0)
            OpenAccounts(owners);
        if (contractOwners > 0)
            OpenMarginAccounts(contractOwners);
        for (var i = 1; i <= instruments; i++)
        {
            var id = new InstrumentId(i);
            Apply(Command.DefineInstrument(new Instrument(
                id, Text36.Of($"S{i}"), 2, 0, 2, new Price(tick), new Quantity(1), new Quantity(1), new Quantity(1_000_000),
                new AssetId(owners > 0 ? 2 : 0), new AssetId(owners > 0 ? 1 : 0))));
            Apply(Command.SetInstrumentRules(id, rules ?? new InstrumentRules(-20, 30, 10, 0, 0, Money.Zero, Money.Zero, Price.None, false)));
            if (contractOwners > 0)
            {
                Apply(Command.SetContract(id, new ContractTerms(new AssetId(1), 1, 20_000, 10_000, 100_000, 250_000, 0)));
                Apply(Command.SetMarkPrice(id, new Price(10_000)));
            }

            Apply(Command.SetInstrumentState(id, InstrumentState.Open));
        }
    }

    public Exchange<SlotSink> Engine { get; }

    /// <summary>Two assets, and as many accounts with plenty of both.</summary>
    private void OpenAccounts(int owners)
    {
        Apply(Command.DefineAsset(new Asset(new AssetId(1), Text36.Of("USD"), 2)));
        Apply(Command.DefineAsset(new Asset(new AssetId(2), Text36.Of("ACME"), 0)));
        for (var owner = 1; owner <= owners; owner++)
        {
            Apply(Command.SetAccount(new Account(new OwnerId(owner), default, default, default, AccountRights.All)));
            Apply(Command.Deposit(new OwnerId(owner), new AssetId(1), new Money(1_000_000_000_000_000), Text36.Of("usd")));
            Apply(Command.Deposit(new OwnerId(owner), new AssetId(2), new Money(1_000_000_000_000), Text36.Of("acme")));
        }
    }

    /// <summary>An asset, and as many margin accounts with plenty of it.</summary>
    private void OpenMarginAccounts(int owners)
    {
        Apply(Command.DefineAsset(new Asset(new AssetId(1), Text36.Of("USD"), 2)));
        for (var owner = 1; owner <= owners; owner++)
        {
            Apply(Command.SetAccount(new Account(new OwnerId(owner), default, default, default, AccountRights.All | AccountRights.Margin)));
            Apply(Command.Deposit(new OwnerId(owner), new AssetId(1), new Money(1_000_000_000_000_000), Text36.Of("usd")));
        }
    }

    /// <summary>Stamps and applies; a second of market time passes every million commands.</summary>
    public void Apply(Command command)
    {
        command.Sequence = ++_sequence;
        command.Time = new Timestamp(1_700_000_000_000_000_000 + _sequence * 1_000);
        Engine.Apply(command);
    }
}

/// <summary>A stream of commands from a seed that visits every kind of order again and again. Steady: it ends where it began, so it can be repeated.</summary>
internal sealed class MixedFlow(int instruments)
{
    private ulong _state = 0x9E3779B97F4A7C15;
    private long _name;

    public Command Next()
    {
        var command = new Command { Kind = CommandKind.NewOrder, Owner = new OwnerId(1 + Draw(5)), Instrument = new InstrumentId(1 + Draw(instruments)) };
        var choice = Draw(100);
        if (choice < 40)
        {
            command.Kind = choice < 32 ? CommandKind.CancelOrder : choice < 36 ? CommandKind.ReduceOrder : CommandKind.ReplaceOrder;
            command.Text = Name(_name - Draw(400));
            command.Owner = new OwnerId(1 + (int)((_name - 1) % 5));
            command.Quantity = new Quantity(command.Kind == CommandKind.CancelOrder ? 0 : 1 + Draw(20));
            return command;
        }

        if (choice == 40)
            return Command.MassCancel(command.Owner, default, MassCancelScope.Owner);
        if (choice == 41)
            return Command.AdvanceTime();
        command.Owner = new OwnerId(1 + (int)(++_name % 5));
        command.Text = Name(_name);
        command.Side = (Side)Draw(2);
        command.Quantity = new Quantity(1 + Draw(50));
        command.Price = new Price(10_000 + (command.Side == Side.Buy ? -1 : 1) * (Draw(60) - 12));
        var prevention = (SelfTradePrevention)Draw(6);
        command.Terms = OrderTerms.Of(OrderType.Limit, TimeInForce.Gtc, prevention, idempotent: Draw(4) == 0);
        switch (choice % 8)
        {
            case 0:
                command.Terms = OrderTerms.Of(OrderType.Limit, TimeInForce.Ioc, prevention);
                break;
            case 1:
                command.Terms = OrderTerms.Of(OrderType.Market, TimeInForce.Ioc, prevention);
                command.Price = default;
                break;
            case 2:
                command.Quantity = new Quantity(100);
                command.DisplayQuantity = new Quantity(10);
                break;
            case 3:
                command.Terms = OrderTerms.Of(OrderType.StopLimit, TimeInForce.Gtc, prevention);
                command.TriggerPrice = new Price(10_000 + Draw(40) - 20);
                break;
            case 4:
                command.Terms = OrderTerms.Of(OrderType.Limit, TimeInForce.Gtc, prevention, PostOnly.Slide);
                break;
            case 5:
                command.Terms = OrderTerms.Of(OrderType.Limit, TimeInForce.Day, prevention);
                break;
            case 6:
                command.Terms = OrderTerms.Of(OrderType.Limit, TimeInForce.Fok, prevention);
                break;
        }

        return command;
    }

    private static Text36 Name(long number)
    {
        // 'a' to 'p' per half byte: any number becomes 16 printable characters.
        var (low, high) = (0UL, 0UL);
        for (var i = 0; i < 8; i++)
        {
            low |= (0x61 + (((ulong)number >> (i * 4)) & 15)) << (i * 8);
            high |= (0x61 + (((ulong)number >> (32 + i * 4)) & 15)) << (i * 8);
        }

        return new Text36(low, high, 0, 0, 0);
    }

    private int Draw(int below)
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (int)((_state >> 33) % (ulong)below);
    }
}
