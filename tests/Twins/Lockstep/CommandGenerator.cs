using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Lockstep;

/// <summary>
/// Random commands, weighted so that everything keeps meeting everything: few prices, few owners in shared groups, small quantities, all terms, all
/// administration, and now and then a value that is simply wrong.
/// </summary>
public sealed class CommandGenerator
{
    private readonly Dice _dice;
    private readonly Market _market;
    private readonly RebuiltMarket _seen;
    private readonly GuardThrows? _guards;
    private readonly FeeThrows? _fees;
    private readonly AlgoThrows? _algos;
    private readonly BasketThrows? _baskets;
    private readonly MarginThrows? _margin;
    private readonly CustomerThrows? _customers;
    private readonly MoneyGenerator _money;
    private readonly Queue<Command> _setup = [];
    private readonly List<Command> _entered = [];
    private readonly List<(SessionId Id, OwnerId Owner)> _sessions = [];
    private Timestamp _time = new(1_767_603_600_000_000_000);
    private int _names;
    private int _lastSession;

    /// <summary>A generator that sees what the events of its commands tell.</summary>
    /// <param name="seed">Same seed and same events, same commands.</param>
    /// <param name="seen">The market as events tell of it.</param>
    /// <param name="withContracts">In a market with contracts.</param>
    public CommandGenerator(ulong seed, RebuiltMarket seen, bool withContracts = false)
    {
        _dice = new Dice(seed);
        do
            _market = new Market(_dice);
        while (withContracts && _market.Contracts.Count == 0);
        _seen = seen;
        _money = new MoneyGenerator(_dice, _market, seen.Bank);
        _money.SetUp(_setup);
        _margin = _market.Contracts.Count > 0 ? new MarginThrows(_dice, _market) : null;
        foreach (var instrument in _market.Instruments)
            _setup.Enqueue(Command.DefineInstrument(instrument));
        foreach (var command in _margin?.Setup() ?? [])
            _setup.Enqueue(command);
        foreach (var instrument in _market.Instruments)
        {
            _setup.Enqueue(Command.SetInstrumentRules(instrument.Id, _market.Rules(_dice, instrument)));
            if (instrument.Id.Value == 1 || _dice.Percent(60))
                _setup.Enqueue(Command.SetInstrumentState(instrument.Id, _dice.Percent(70) ? InstrumentState.Open : InstrumentState.Auction));
        }

        if (_market.HasFees)
            _fees = new FeeThrows(_dice, _market, () => _time);
        foreach (var command in _fees?.Setup() ?? [])
            _setup.Enqueue(command);
        // Thrown with their own dice, so that streams without them stay what they were.
        var algoDice = new Dice(~seed);
        if (algoDice.Percent(35))
            _algos = new AlgoThrows(algoDice, _market, seen.Algos, SessionOf, Near);
        if (_market.HasCustomers)
        {
            _customers = new CustomerThrows(_dice, _market);
            foreach (var command in _customers.Setup())
                _setup.Enqueue(command);
        }

        var basketDice = new Dice(seed ^ 0xBA5C_E700);
        if (basketDice.Percent(30))
            _baskets = new BasketThrows(basketDice, new Dice(~seed ^ 0xBA5C_E700), _market, seen, SessionOf, Near);
        if (!_market.HasGuards)
            return;
        _guards = new GuardThrows(_dice, _market, SessionOf);
        foreach (var command in _guards.Setup())
            _setup.Enqueue(command);
    }

    /// <summary>What the exchange is sized for.</summary>
    public ExchangeLimits Limits => _market.Limits;

    /// <summary>The next command, stamped with its time, and the live order that it names by order id (none where it does not).</summary>
    public (Command Command, OrderId Names) Next()
    {
        var named = OrderId.None;
        var command = _setup.TryDequeue(out var setup) ? setup : Any(ref named);
        if (_dice.Percent(30))
            _time = new Timestamp(_time.Nanoseconds + (_dice.Percent(2) ? Hours() * 3_600_000_000_000 : _dice.Between(0, 1_500_000_000)));
        command.Time = _time;
        if (command.Kind == CommandKind.NewOrder)
            _entered.Add(command);
        return (command, named);
    }

    private long Hours() => _market.HasFees ? _dice.Percent(10) ? _dice.Between(0, 24 * 24) : _dice.Between(0, 40) : _dice.Between(0, 8);

    private Command Any(ref OrderId named)
    {
        if (_guards is not null && _guards.Release() is { } release)
            return release;
        if (_guards is not null && _dice.Percent(3))
            return _guards.Any(AnyInstrument());
        if (_fees is not null && _dice.Percent(3))
            return _fees.Any(AnyInstrument());
        if (_algos is not null && _dice.Percent(14))
            return _algos.Any(AnyInstrument(), _time);
        if (_customers is not null && _dice.Percent(3))
            return _customers.Any();
        if (_baskets is not null && _dice.Percent(25))
            return _baskets.Any(_time);
        foreach (var i in _market.Instruments)
            if (_seen.Find(i.Id)?.State is InstrumentState.Announced or InstrumentState.Halted or InstrumentState.Closed && _dice.Percent(12))
                return ChangeState(i);
        return _seen.Orders.Count < 4 && _dice.Percent(70) ? NewOrder() : AnyKind(ref named);
    }

    private Command AnyKind(ref OrderId named) => _margin is not null && _dice.Percent(16) ? _margin.Next() : AnyKindOfMoney(ref named);

    private Command AnyKindOfMoney(ref OrderId named) => _market.Assets.Count > 0 && _dice.Percent(8) ? _money.Next() : AnyKindOfMatching(ref named);

    private Command AnyKindOfMatching(ref OrderId named) => _dice.Weighted(560, 70, 50, 140, 8, 14, 10, 8, 26, 6, 50, 6) switch
    {
        0 => NewOrder(),
        1 => Name(new Command { Kind = CommandKind.CancelOrder }, ref named),
        2 => Name(new Command { Kind = CommandKind.ReduceOrder, Quantity = Lots(AnyInstrument()) }, ref named),
        3 => Replace(ref named),
        4 => MassCancel(),
        5 => OpenSession(),
        6 => CloseSession(),
        7 => Rules(),
        8 => ChangeState(AnyInstrument()),
        9 => Command.SetTradingDay(AnyInstrument().Id, InSomeTime()),
        10 => Command.AdvanceTime(TimeRead()),
        _ => Odd(),
    };

    private Command NewOrder()
    {
        if (_entered.Count > 0 && _dice.Percent(3))
            return Resend();
        var i = AnyInstrument();
        var owner = (int)_dice.Between(1, _market.Owners);
        if (_margin is not null && owner % 3 == 0 && _market.Contracts.Contains(i) && _dice.Percent(80))
            owner--;
        var side = (Side)_dice.Between(0, 1);
        var type = (OrderType)(_market.IsDeep ? _dice.Weighted(85, 3, 4, 8) : _dice.Weighted(66, 12, 10, 12));
        var timeInForce = type == OrderType.Market
            ? (TimeInForce)_dice.Weighted(0, 75, 25)
            : (TimeInForce)_dice.Weighted(54, 13, 11, 10, 12);
        var canRest = type is OrderType.Limit or OrderType.StopLimit && timeInForce is not (TimeInForce.Ioc or TimeInForce.Fok);
        var postOnly = canRest && _dice.Percent(22) ? (PostOnly)_dice.Between(1, 2) : PostOnly.Off;
        if (_seen.Find(i.Id)?.State == InstrumentState.Auction && type is OrderType.Limit or OrderType.Market && _dice.Percent(80))
            (type, timeInForce, postOnly, canRest) = (OrderType.Limit, _dice.Percent(80) ? TimeInForce.Gtc : TimeInForce.Day, PostOnly.Off, true);
        var budget = type == OrderType.Market && timeInForce == TimeInForce.Ioc && _dice.Percent(40);
        var c = new Command
        {
            Kind = CommandKind.NewOrder,
            Instrument = i.Id,
            Owner = new OwnerId(owner),
            Group = new OwnerGroup(_dice.Percent(70) ? GroupOf(owner) : (int)_dice.Of<long>(0, 7, 9, -1)),
            Session = SessionOf(new OwnerId(owner)),
            Side = side,
            Terms = OrderTerms.Of(
                type, timeInForce, _dice.Percent(50) ? SelfTradePrevention.None : (SelfTradePrevention)_dice.Between(1, 5),
                postOnly, _dice.Percent(8), budget, _dice.Percent(35)),
            Price = type is OrderType.Limit or OrderType.StopLimit || _dice.Percent(25) ? Near(i, side) : Price.None,
            Quantity = budget ? Budget(i) : Lots(i),
            TriggerPrice = type >= OrderType.StopLoss ? Near(i, 1 - side) : Price.None,
            ExpireTime = timeInForce == TimeInForce.Gtd ? InSomeTime() : Timestamp.None,
            Text = ClientOrderId(),
        };
        if (canRest && _dice.Percent(30))
            c.DisplayQuantity = new Quantity(i.Lot.Units * _dice.Between(1, 3));
        return _dice.Percent(4) ? Spoil(c, i) : c;
    }

    /// <summary>An order sent before, as it was or nearly.</summary>
    private Command Resend()
    {
        var c = _entered[_entered.Count - 1 - (int)_dice.Between(0, Math.Min(_entered.Count, 40) - 1)];
        if (_dice.Percent(25))
            c.Price = new Price(c.Price.Units + _seen.Find(c.Instrument)?.Definition.Tick.Units ?? 1);
        if (_dice.Percent(25))
            c.Session = SessionOf(c.Owner);
        return c;
    }

    private Command Replace(ref OrderId named)
    {
        var c = Name(new Command { Kind = CommandKind.ReplaceOrder }, ref named);
        var i = LiveOrder(named) is { } order ? _seen.Find(order.Instrument)!.Definition : AnyInstrument();
        if (_dice.Percent(55))
            c.Price = Near(i, LiveOrder(named)?.Side ?? Side.Buy);
        if (_dice.Percent(50))
            c.Quantity = Lots(i);
        if (_dice.Percent(15))
            c.DisplayQuantity = new Quantity(i.Lot.Units * _dice.Between(1, 4));
        if (_dice.Percent(LiveOrder(named) is { IsWaiting: true } ? 50 : 3))
            c.TriggerPrice = Near(i, Side.Buy);
        if (c.OrderId.Value != 0 && _dice.Percent(25))
            c.Text = ClientOrderId();
        return _dice.Percent(4) ? Spoil(c, i) : c;
    }

    /// <summary>One field becomes something it should not be, or the edge of what it may be.</summary>
    private Command Spoil(Command c, Instrument i)
    {
        switch (_dice.Between(0, 12))
        {
            case 0:
                c.Owner = new OwnerId((int)_dice.Of<long>(0, -1, 5, int.MaxValue));
                break;
            case 1:
                c.Terms = new OrderTerms((ushort)_dice.Next());
                break;
            case 2:
                c.Side = (Side)_dice.Between(0, 255);
                break;
            case 3:
                c.Text = new Text36(_dice.Next(), 0, _dice.Percent(50) ? 1u : 0u, 0, 0);
                break;
            case 4:
                c.Instrument = new InstrumentId((int)_dice.Of<long>(0, -1, 9, 65_536, int.MaxValue));
                break;
            case 5:
                c.Session = new SessionId((int)_dice.Of<long>(-1, 1, _lastSession + 1, int.MaxValue));
                break;
            case 6:
                c.Quantity = new Quantity(OddNumber(i.Lot.Units, i.MaxQuantity.Units));
                break;
            case 7:
                c.DisplayQuantity = new Quantity(OddNumber(i.Lot.Units, c.Quantity.Units));
                break;
            case 8:
                c.Price = new Price(OddNumber(i.Tick.Units, Price.MaxUnits));
                break;
            case 9:
                c.TriggerPrice = new Price(OddNumber(i.Tick.Units, Price.MaxUnits));
                break;
            case 10:
                c.ExpireTime = new Timestamp(_dice.Of(-1L, 1, _time.Nanoseconds, _time.Nanoseconds + 1, long.MaxValue));
                break;
            case 11:
                c.Group = new OwnerGroup((int)_dice.Of<long>(int.MinValue, -2, int.MaxValue));
                break;
            default:
                c.Terms = new OrderTerms((ushort)(c.Terms.Bits ^ (1 << (int)_dice.Between(0, 12))));
                break;
        }

        return c;
    }

    private long OddNumber(long step, long limit) =>
        _dice.Of(0, -step, -1, step - 1, step + 1, step, limit, limit - limit % step, limit + 1, limit + step, long.MaxValue, long.MinValue);

    private Command Name(Command c, ref OrderId named)
    {
        var order = _seen.Orders.Count > 0 && _dice.Percent(93) ? _seen.Orders.ElementAt((int)_dice.Between(0, _seen.Orders.Count - 1)) : null;
        c.Owner = order is not null && _dice.Percent(95) ? order.Owner : new OwnerId((int)_dice.Between(0, _market.Owners));
        c.Session = _dice.Percent(15) ? SessionOf(c.Owner) : default;
        if (order is not null && !order.ClientOrderId.IsEmpty && _dice.Percent(35))
            c.Text = order.ClientOrderId;
        else if (order is not null)
            named = c.OrderId = order.Id;
        else if (_dice.Percent(50))
            c.OrderId = new OrderId(_dice.Of(-1L, 1, 2, long.MaxValue));
        else
            c.Text = ClientOrderId();
        if (_dice.Percent(5) && named.Value != 0)
            c.Owner = default;
        return c;
    }

    private Command MassCancel()
    {
        var scope = (MassCancelScope)_dice.Weighted(30, 30, 20, 10, 5, 3, 2, 2);
        var owner = scope.HasFlag(MassCancelScope.AllOwners) && _dice.Percent(90) ? 0 : (int)_dice.Between(1, _market.Owners);
        var c = Command.MassCancel(
            new OwnerId(owner), _dice.Percent(60) ? AnyInstrument().Id : InstrumentId.None, scope, (Side)_dice.Between(0, 1),
            scope.HasFlag(MassCancelScope.OneSession) ? SessionOf(new OwnerId(owner)) : default);
        return _dice.Percent(10) ? Spoil(c, AnyInstrument()) : c;
    }

    private Command OpenSession()
    {
        var number = new SessionId(_dice.Percent(90) ? _lastSession + (int)_dice.Between(1, 2) : (int)_dice.Between(-1, _lastSession));
        var owner = new OwnerId((int)_dice.Between(1, _market.Owners));
        if (number.Value > _lastSession)
        {
            _lastSession = number.Value;
            _sessions.Add((number, owner));
        }

        if (_sessions.Count > 6)
            _sessions.RemoveAt(0);
        var c = Command.OpenSession(number, owner, _dice.Percent(50) ? Text36.Of("127.0.0.1:9") : default, _dice.Percent(60));
        return !IsLong && _dice.Percent(4) ? Spoil(c, AnyInstrument()) : c;
    }

    private Command CloseSession()
    {
        if (_sessions.Count == 0 || _dice.Percent(10))
            return Command.CloseSession(new SessionId((int)_dice.Between(-1, _lastSession + 1)), new OwnerId((int)_dice.Between(0, _market.Owners)));
        var (number, owner) = _sessions[(int)_dice.Between(0, _sessions.Count - 1)];
        if (_dice.Percent(97))
            _sessions.Remove((number, owner));
        return Command.CloseSession(number, _dice.Percent(15) ? new OwnerId((int)_dice.Between(0, _market.Owners)) : owner);
    }

    private Command Rules()
    {
        var i = AnyInstrument();
        var c = Command.SetInstrumentRules(i.Id, _market.Rules(_dice, i));
        if (_dice.Percent(80))
            return c;
        switch (_dice.Between(0, 4))
        {
            case 0:
                c.OrderId = new OrderId((long)_dice.Next());
                break;
            case 1:
                c.TriggerPrice = new Price((long)_dice.Next());
                break;
            case 2:
                c.Quantity = new Quantity(_dice.Of(-1, long.MaxValue));
                break;
            case 3:
                c.ExpireTime = new Timestamp(_dice.Of(-1L, 1_000_001, 1L << 40));
                break;
            default:
                c.Price = new Price(_dice.Of(-1L, Price.MaxUnits, Price.MaxUnits + 1));
                break;
        }

        return c;
    }

    private Command ChangeState(Instrument i)
    {
        var now = _seen.Find(i.Id)?.State ?? InstrumentState.Announced;
        var target = now == InstrumentState.Open
            ? (InstrumentState)_dice.Weighted(1, 60, 2, 20, 17, 0)
            : (InstrumentState)_dice.Weighted(1, 18, 66, 6, 9, 0);
        if (!(IsLong && i.Id.Value == 1) && _dice.Between(1, i.Id.Value == 1 ? 1_500 : 40) == 1)
            target = InstrumentState.Expired;
        var c = Command.SetInstrumentState(i.Id, target);
        if (_dice.Percent(2))
            c.Terms = new OrderTerms((ushort)_dice.Of<long>(6, 255, 256, 258, 65_535));
        return c;
    }

    /// <summary>Commands that are hardly ever right.</summary>
    private Command Odd()
    {
        if (_dice.Percent(25))
            return Noise();
        if (_dice.Percent(40))
            return Command.DefineInstrument(WithOddAssets(Market.Define(_dice, (int)_dice.Between(0, 5))));
        if (_dice.Percent(30))
        {
            var c = Command.DefineInstrument(AnyInstrument());
            return Spoil(c, AnyInstrument());
        }

        var any = NewOrder();
        any.Kind = (CommandKind)_dice.Of<long>(0, 8, 9, 15, 19, 90, 255);
        return any;
    }

    private Instrument WithOddAssets(Instrument i) => _dice.Percent(70)
        ? i
        : i with { BaseAsset = new Rialto.Model.Accounts.AssetId((int)_dice.Of<long>(-1, 0, 1, 2, 4, 65_536)), QuoteAsset = new Rialto.Model.Accounts.AssetId((int)_dice.Between(0, 3)) };

    /// <summary>All fields from the dice; no client sends it, but the exchange must have an answer.</summary>
    private Command Noise() => new()
    {
        Kind = (CommandKind)(_dice.Percent(75) ? _dice.Between(0, IsLong ? 5 : 15) : _dice.Between(20, 25)),
        Side = (Side)_dice.Between(0, 2),
        Terms = new OrderTerms((ushort)_dice.Next()),
        Instrument = _dice.Percent(60) ? AnyInstrument().Id : new InstrumentId((int)_dice.Next()),
        Session = _dice.Percent(60) ? default : new SessionId((int)_dice.Between(-2, _lastSession + 3)),
        Owner = _dice.Percent(80) ? new OwnerId((int)_dice.Between(0, _market.Owners)) : new OwnerId((int)_dice.Next()),
        OrderId = new OrderId((long)_dice.Next()),
        Price = new Price((long)_dice.Next()),
        Quantity = new Quantity((long)_dice.Next()),
        Text = new Text36(_dice.Next(), _dice.Next(), _dice.Next(), _dice.Next(), (uint)_dice.Next()),
        Group = new OwnerGroup((int)_dice.Next()),
        DisplayQuantity = new Quantity((long)_dice.Next()),
        TriggerPrice = new Price((long)_dice.Next()),
        ExpireTime = new Timestamp((long)_dice.Next()),
        Reserved = (long)_dice.Next(),
    };

    private Instrument AnyInstrument() => _dice.Percent(80) ? _market.Instruments[0] : _market.Instruments[(int)_dice.Between(0, _market.Instruments.Count - 1)];

    /// <summary>Late in a long stream nothing comes that would end it: the main instrument does not expire, session numbers do not run out.</summary>
    private bool IsLong => _entered.Count > 1_500;

    private RebuiltOrder? LiveOrder(OrderId id) => id.Value == 0 ? null : _seen.Orders.FirstOrDefault(o => o.Id == id);

    /// <summary>Mostly one that this owner has open.</summary>
    private SessionId SessionOf(OwnerId owner)
    {
        if (_sessions.Count == 0)
            return default;
        var session = _sessions[(int)_dice.Between(0, _sessions.Count - 1)];
        return session.Owner == owner || owner.Value == 0 || _dice.Percent(5) ? session.Id : default;
    }

    private static int GroupOf(int owner) => owner <= 2 ? 7 : 0;

    private Price Near(Instrument i, Side side)
    {
        var ticks = _dice.Between(-_market.Width, _market.Width);
        if (_guards is not null && _dice.Percent(4))
            return _market.PriceAt(i, ticks * 3);
        if (!_market.IsDeep)
            return _market.PriceAt(i, ticks);
        if (_dice.Percent(8))
            return _market.PriceAt(i, ticks);
        var distance = _dice.Percent(50) ? _dice.Between(0, 20) : Math.Abs(ticks);
        return _market.PriceAt(i, side == Side.Buy ? -distance : distance);
    }

    private Quantity Lots(Instrument i) => new(i.Lot.Units * _dice.Between(1, 9));

    private Quantity Budget(Instrument i)
    {
        var whole = EntryChecks.NotionalOf(i, _market.PriceAt(i, 0), i.Lot.Units * _dice.Between(1, 9));
        return new Quantity((long)System.Numerics.BigInteger.Min(whole + _dice.Between(0, 3), long.MaxValue));
    }

    // None most of the time, else up to two seconds ago; drawn from the clock, so that the dice fall as they did.
    private Timestamp TimeRead() => _time.Nanoseconds % 4 != 0 ? Timestamp.None : new Timestamp(_time.Nanoseconds - (_time.Nanoseconds / 4 % 2_000_000_000));

    private Timestamp InSomeTime() => new(_time.Nanoseconds + _dice.Between(_dice.Percent(5) ? -1_000_000_000 : 1, _dice.Percent(80) ? 20_000_000_000 : 40_000_000_000_000));

    private Text36 ClientOrderId() => _dice.Weighted(55, 25, 20) switch
    {
        0 => Text36.Of($"n{++_names}"),
        1 => Text36.Of($"p{_dice.Between(0, 7)}"),
        _ => default,
    };
}
