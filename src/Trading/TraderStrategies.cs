using System.Diagnostics.CodeAnalysis;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Trading;

/// <summary>Strategies: their lives, what they are told, what is exchanged, and what is known of them.</summary>
public sealed partial class Trader<TSink>
{
    private const int StateBytesMax = 1 << 20;

    private readonly List<IStrategy?> _offers = [];
    private byte[] _state = new byte[4_096];
    private Notice _notice;
    private bool _storeFails;

    private enum CallKind : byte
    {
        Start,
        Parameters,
        Book,
        Best,
        Trade,
        Notice,
        Timer,
        Stop,
        Restart,
    }

    /// <summary>Strategies, in the order in which they are called.</summary>
    public IEnumerable<StrategyId> Strategies => _slots.Select(slot => slot.Id);

    /// <summary>What is known of a strategy. Cold.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none of this number.</exception>
    public StrategyView ViewOf(StrategyId strategy) => new(SlotOf(strategy) ?? throw new ArgumentOutOfRangeException(nameof(strategy)));

    /// <summary>Gives a strategy that a <see cref="DeskCommandKind.Swap"/> may put in another's place. Cold; between inputs. A replay must offer the same in the same order.</summary>
    /// <returns>Its number for the command.</returns>
    public int Offer(IStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        _offers.Add(strategy);
        return _offers.Count;
    }

    /// <summary>Compares the two strategies of an experiment. Cold.</summary>
    /// <returns>Null where it has not exactly two.</returns>
    public VariantReport? Compare(string experiment)
    {
        var variants = _slots.Where(slot => slot.Settings.Experiment == experiment && experiment.Length > 0).OrderBy(slot => slot.Id.Value).ToArray();
        if (variants.Length != 2)
            return null;
        var (one, other) = (variants[0], variants[1]);
        return VariantReport.Of(experiment, Figures(one), one.Performance, (double)one.Capital, Figures(other), other.Performance, (double)other.Capital);
    }

    private static VariantFigures Figures(StrategySlot slot)
    {
        var gain = GainOf(slot);
        return new(slot.Name, slot.Counts, gain, slot.Capital > 0 ? gain / (double)slot.Capital : double.NaN, slot.Performance.Sharpe, slot.Performance.DrawdownMax);
    }

    private static double GainOf(StrategySlot slot)
    {
        double gain = 0;
        foreach (var ledger in slot.Ledgers)
        {
            var split = ledger.Split;
            gain += split.InUnits(split.Total);
        }

        return gain;
    }

    private StrategySlot? SlotOf(StrategyId strategy) => (uint)strategy.Value < (uint)_slotOf.Length ? _slotOf[strategy.Value] : null;

    private CommandRefusal Obey(in DeskCommand command)
    {
        switch (command.Kind)
        {
            case DeskCommandKind.Time:
                _features.Advance(Now);
                return CommandRefusal.None;
            case DeskCommandKind.EmergencyStop:
                Trigger(StopTrigger.Manual, 0, command.Who);
                return CommandRefusal.None;
            case DeskCommandKind.Resume:
                return Resume(in command);
            case DeskCommandKind.SetLimit:
                var (limit, scope) = ((RiskLimitKind)command.Number, command.Listing.IsNone ? Math.Max(command.Strategy.Value, (int)command.Venue) : command.Listing.Value);
                if (!_orders.TrySetLimit(limit, scope, command.Value.AsWhole, command.Who))
                    return CommandRefusal.LimitNotSet;
                HearLimit(limit, scope, command.Value.AsWhole, command.Who);
                return CommandRefusal.None;
            case DeskCommandKind.AcceptDifference:
                return command.Who.IsEmpty || command.Reason.IsEmpty ? CommandRefusal.NoReason : _orders.AcceptDifference(command.Venue, command.Who) ? CommandRefusal.None : CommandRefusal.WrongState;
            case DeskCommandKind.Latency:
                HearLatency(command.Value.AsWhole);
                return CommandRefusal.None;
            case DeskCommandKind.Health:
                if (command.Value.AsWhole == 0 && command.Number is >= 0 and < CriticalServices)
                    Trigger(StopTrigger.Health, command.Number, command.Who);
                return CommandRefusal.None;
            case DeskCommandKind.Store:
                _storeFails = command.Value.AsWhole == 0;
                Audit(new DeskAudit { Kind = DeskAuditKind.ConditionsChanged, Severity = DeskSeverity.Warning, Code = (ushort)(_storeFails ? DeskConditions.StoreFailing : DeskConditions.Normal) });
                return CommandRefusal.None;
            case DeskCommandKind.CancelAll:
                var asked = !command.Strategy.Equals(StrategyId.None) ? _orders.CancelAll(command.Strategy) : !command.Listing.IsNone ? _orders.CancelAll(command.Listing) : _orders.CancelAll();
                Audit(new DeskAudit { Kind = DeskAuditKind.CancelAll, Strategy = command.Strategy, Listing = command.Listing, Number = asked, Text = command.Who });
                return CommandRefusal.None;
            case DeskCommandKind.Restart:
                return Restart(in command);
            case DeskCommandKind.CarryDay:
                if (command.Number != Now.Nanoseconds / Timestamp.NanosecondsPerDay)
                    return CommandRefusal.WrongState;
                if (!_orders.TryCarry(command.Strategy, command.Value.Low, command.Value.High))
                    return CommandRefusal.UnknownStrategy;
                Audit(new DeskAudit { Kind = DeskAuditKind.DayCarried, Severity = DeskSeverity.Notice, Strategy = command.Strategy, Value = command.Value.Low, Other = command.Value.High, Text = command.Who });
                return CommandRefusal.None;
            case DeskCommandKind.CarryPosition:
                if (command.Number != Now.Nanoseconds / Timestamp.NanosecondsPerDay || !_orders.TryCarry(command.Listing, command.Value.Low, command.Value.High, command.Price))
                    return CommandRefusal.WrongState;
                Audit(new DeskAudit { Kind = DeskAuditKind.PositionCarried, Listing = command.Listing, Quantity = new Quantity(command.Value.Low), Value = command.Value.High, Price = command.Price, Text = command.Who });
                return CommandRefusal.None;
            case DeskCommandKind.Settle:
                return Settle(in command);
            case DeskCommandKind.Start or DeskCommandKind.Pause or DeskCommandKind.Stop or DeskCommandKind.SetParameter or DeskCommandKind.Swap or DeskCommandKind.FaultHung:
                return SlotOf(command.Strategy) is { } slot ? Obey(slot, in command) : CommandRefusal.UnknownStrategy;
            default:
                return CommandRefusal.UnknownKind;
        }
    }

    private CommandRefusal Obey(StrategySlot slot, in DeskCommand command)
    {
        switch (command.Kind)
        {
            case DeskCommandKind.Start when IsStopped:
                return CommandRefusal.EmergencyStop;
            case DeskCommandKind.Start when IsHeldBack(slot):
                return CommandRefusal.StopLoss;
            case DeskCommandKind.Start when slot.State == StrategyState.Paused:
                Change(slot, StrategyState.Running, StrategyFault.None, command.Who);
                return CommandRefusal.None;
            case DeskCommandKind.Start when slot.State is StrategyState.Loaded or StrategyState.Stopped or StrategyState.Faulted:
                Start(slot, command.Who);
                return CommandRefusal.None;
            case DeskCommandKind.Pause when slot.State is StrategyState.Running:
                Pause(slot, command.Who);
                return CommandRefusal.None;
            case DeskCommandKind.Stop when slot.IsCalled:
                Stop(slot, command.Who);
                return CommandRefusal.None;
            case DeskCommandKind.SetParameter:
                return SetParameter(slot, in command);
            case DeskCommandKind.Swap:
                return Swap(slot, in command);
            case DeskCommandKind.FaultHung when slot.State != StrategyState.Faulted:
                TakeOut(slot, StrategyFault.Hung, command.Who);
                return CommandRefusal.None;
            default:
                return CommandRefusal.WrongState;
        }
    }

    private void Start(StrategySlot slot, Text36 who)
    {
        slot.ClearTimers();
        Change(slot, StrategyState.Starting, StrategyFault.None, who);
        Call(slot, CallKind.Parameters, ListingId.None, 0);
        if (slot.State == StrategyState.Starting)
            Call(slot, CallKind.Start, ListingId.None, 0);
        if (slot.State == StrategyState.Starting)
            Change(slot, StrategyState.Running, StrategyFault.None, who);
    }

    private void Pause(StrategySlot slot, Text36 who)
    {
        Change(slot, StrategyState.Paused, StrategyFault.None, who);
        _orders.CancelAll(slot.Id);
    }

    private void Stop(StrategySlot slot, Text36 who)
    {
        Change(slot, StrategyState.Stopping, StrategyFault.None, who);
        Call(slot, CallKind.Stop, ListingId.None, 0);
        if (slot.State != StrategyState.Stopping)
            return;
        slot.ClearTimers();
        _orders.CancelAll(slot.Id);
        EndStop(slot);
    }

    private void EndStop(StrategySlot slot)
    {
        if (slot.State == StrategyState.Stopping && slot.Orders.IsEmpty)
            Change(slot, StrategyState.Stopped, StrategyFault.None, default);
    }

    /// <summary>Out with it: its orders are cancelled and it is called no more. The others go on.</summary>
    private void TakeOut(StrategySlot slot, StrategyFault fault, Text36 text)
    {
        slot.Counts.Faults++;
        slot.HasFlooded = false;
        slot.ClearTimers();
        Change(slot, StrategyState.Faulted, fault, text);
        _orders.CancelAll(slot.Id);
    }

    private void Change(StrategySlot slot, StrategyState state, StrategyFault fault, Text36 text)
    {
        (slot.State, slot.Fault) = (state, fault);
        var severity = fault != StrategyFault.None ? DeskSeverity.Critical : state is StrategyState.Starting or StrategyState.Stopping ? DeskSeverity.Record : DeskSeverity.Notice;
        Audit(new DeskAudit { Kind = DeskAuditKind.StrategyChanged, Severity = severity, Strategy = slot.Id, State = state, Code = (ushort)fault, Text = text });
    }

    private CommandRefusal SetParameter(StrategySlot slot, in DeskCommand command)
    {
        var parameters = slot.Declaration.Parameters;
        if ((uint)command.Number >= (uint)parameters.Length)
            return CommandRefusal.UnknownParameter;
        var parameter = parameters[command.Number];
        if (!parameter.Allows(command.Value))
            return CommandRefusal.OutOfBounds;
        if (!parameter.IsHot && (slot.IsCalled || slot.State == StrategyState.Stopping))
            return CommandRefusal.NotHot;
        slot.SetValue(command.Number, command.Value);
        Audit(new DeskAudit
        {
            Kind = DeskAuditKind.ParameterChanged,
            Severity = DeskSeverity.Notice,
            Strategy = slot.Id,
            Number = command.Number,
            Value = command.Value.Low,
            Other = command.Value.High,
            Text = command.Who,
        });
        if (slot.IsCalled)
            Call(slot, CallKind.Parameters, ListingId.None, 0);
        return CommandRefusal.None;
    }

    /// <summary>
    /// Another strategy goes on where this one stands: it gets its state, orders, positions and money, and its features as warm as they are, which are therefore the same; nothing is cancelled. Where
    /// it cannot, everything stays as it was.
    /// </summary>
    private CommandRefusal Swap(StrategySlot slot, in DeskCommand command)
    {
        var offer = command.Number;
        if (_storeFails)
            return CommandRefusal.StoreFailing;
        if (offer < 1 || offer > _offers.Count || _offers[offer - 1] is not { } next)
            return CommandRefusal.OfferNotTaken;
        // An offer is for one exchange: who was refused is offered anew.
        _offers[offer - 1] = null;
        if (!TryHandOver(slot, next))
            return CommandRefusal.OfferNotTaken;
        (slot.Swap, slot.SwappedKind) = (command, slot.Declaration.Name);
        slot.Replace(next);
        Audit(new DeskAudit { Kind = DeskAuditKind.Swapped, Severity = DeskSeverity.Notice, Strategy = slot.Id, Number = offer, Text = TextOf(next.Declaration.Version) });
        if (slot.IsCalled)
            Call(slot, CallKind.Parameters, ListingId.None, 0);
        return CommandRefusal.None;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A strategy may throw anything; the one that runs must not suffer from its successor.")]
    private bool TryHandOver(StrategySlot slot, IStrategy next)
    {
        try
        {
            var wants = next.Declaration;
            if (slot.Listings.Length < wants.ListingsMin || slot.Listings.Length > wants.ListingsMax || wants.Check() is not null || !wants.Features.SequenceEqual(slot.Declaration.Features))
                return false;

            // What has faulted is called no more: who comes after it begins anew.
            return slot.State == StrategyState.Faulted || (TrySaveState(slot, out var state) && next.LoadState(state, slot.Declaration.Version));
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <summary>What a strategy wants its successor to know. Changes nothing of the desk, whatever the strategy does: also the hash of the state asks, at times that no input tells.</summary>
    /// <returns>False where it threw, wrote more than there is room for, or has faulted.</returns>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A strategy may throw anything; the others and the desk must go on.")]
    private bool TrySaveState(StrategySlot slot, out ReadOnlySpan<byte> state)
    {
        state = default;
        if (slot.State == StrategyState.Faulted)
            return false;
        try
        {
            while (true)
            {
                var length = slot.Strategy.SaveState(_state);
                if (length >= 0)
                {
                    if (length > _state.Length)
                        return false;
                    state = _state.AsSpan(0, length);
                    return true;
                }

                if (_state.Length >= StateBytesMax)
                    return false;
                _state = new byte[_state.Length * 2];
            }
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <summary>The one place where strategies are called, and where what they throw ends.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A strategy may throw anything; the others and the desk must go on.")]
    private void Call(StrategySlot slot, CallKind kind, ListingId listing, int number)
    {
        var (strategy, desk) = (slot.Strategy, slot.Context);
        slot.Counts.Decisions++;
        try
        {
            switch (kind)
            {
                case CallKind.Book:
                    strategy.OnBook(desk, listing);
                    break;
                case CallKind.Best:
                    strategy.OnBest(desk, number);
                    break;
                case CallKind.Trade:
                    strategy.OnTrade(desk, in _trades[number]);
                    break;
                case CallKind.Notice when _notice.Kind == NoticeKind.Order:
                    strategy.OnOrder(desk, in _notice.Order);
                    break;
                case CallKind.Notice when _notice.Kind == NoticeKind.Fill:
                    strategy.OnFill(desk, in _notice.Fill);
                    break;
                case CallKind.Notice:
                    strategy.OnPosition(desk, listing);
                    break;
                case CallKind.Timer:
                    strategy.OnTimer(desk, number);
                    break;
                case CallKind.Parameters:
                    strategy.OnParameters(desk);
                    break;
                case CallKind.Start:
                    strategy.OnStart(desk);
                    break;
                case CallKind.Stop:
                    strategy.OnStop(desk);
                    break;
                case CallKind.Restart:
                    strategy.OnRestart(desk);
                    break;
            }
        }
        catch (Exception thrown)
        {
            TakeOut(slot, StrategyFault.Threw, TextOf(thrown.GetType().Name));
            return;
        }

        if (slot.HasFlooded)
            TakeOut(slot, StrategyFault.TooManyIntents, default);
    }

    private void TellNotices()
    {
        while (_notices.Count > 0)
        {
            _notice = _notices.Take();
            if (_notice.Slot.IsCalled)
                Call(_notice.Slot, CallKind.Notice, _notice.Listing, 0);
            else
                EndStop(_notice.Slot);
        }
    }

    private void OnOrder(in OrderTransition change, in DeskOrder order)
    {
        Audit(new DeskAudit
        {
            Kind = DeskAuditKind.OrderChanged,
            Severity = order.State == DeskOrderState.Unknown ? DeskSeverity.Warning : DeskSeverity.Record,
            Order = order.Id,
            Strategy = order.Strategy,
            Listing = order.Listing,
            Venue = order.Venue,
            Side = order.Side,
            Price = order.Price,
            Quantity = order.Quantity,
            Value = order.FilledQuantity.Units,
            Number = (int)change.Event,
            Code = (ushort)order.State,
            Other = (long)order.Reason,
            TickTime = order.TickTime,
        });
        HearClosing(change.Event, in order);
        if (SlotOf(order.Strategy) is not { } slot)
            return;
        var now = new StrategyOrder(order.Id, order.Listing, order.Side, order.Price, order.Quantity, order.FilledQuantity, order.State, order.Tag)
        {
            ToldFilled = order.State == DeskOrderState.Filled ? order.Quantity : new Quantity(Math.Max(order.FilledQuantity.Units, order.ToldQuantity.Units)),
            IsPostOnly = order.Is(DeskOrderMarks.PostOnly),
            IsCancelling = order.Awaits(OrderPending.Cancel | OrderPending.CancelWaits),
            IsAmending = order.Awaits(OrderPending.Amend | OrderPending.AmendWaits),
        };
        var wasKnown = slot.TryFind(order.Id, out var before);
        slot.Keep(in now, order.IsEnded);

        // What the strategy's own call does to its order, it has as the answer; a cancel or an amendment that was refused leaves the order as it was, and must be told all the same.
        var isNews = wasKnown
            ? before.State != now.State || before.Price != now.Price || before.Quantity != now.Quantity || (before.IsCancelling && !now.IsCancelling) || (before.IsAmending && !now.IsAmending)
            : change.Event is not (OrderEvent.Validate or OrderEvent.Submit) && !order.IsEnded;
        if (!isNews || change.Event is OrderEvent.Validate or OrderEvent.Submit)
            return;
        ref var notice = ref _notices.Add();
        notice = new Notice { Kind = NoticeKind.Order, Slot = slot, Listing = order.Listing, Order = now };
    }

    private void OnFill(in DeskFill fill, in DeskOrder order)
    {
        var slot = SlotOf(fill.Strategy);
        if (slot?.LedgerOf(fill.Listing) is { } ledger)
        {
            // A fill taken back is one the other way at its price; what its fee was is taken back, too.
            var isBack = fill.Quantity.Units < 0;
            var side = isBack == (fill.Side == Side.Buy) ? Side.Sell : Side.Buy;
            ledger.Fill(side, fill.Price, new Quantity(Math.Abs(fill.Quantity.Units)));
            ledger.Fee(fill.Fee, fill.FeeScale, fill.FeeAsset, fill.Price);
            slot.Counts.Fills += isBack ? -1 : 1;
            if (fill.Liquidity == Liquidity.Maker)
                slot.Counts.MakerFills += isBack ? -1 : 1;
            ref var notice = ref _notices.Add();
            notice = new Notice
            {
                Kind = isBack ? NoticeKind.Position : NoticeKind.Fill,
                Slot = slot,
                Listing = fill.Listing,
                Fill = new StrategyFill(fill.Order, fill.Listing, fill.Side, fill.Price, fill.Quantity, fill.Liquidity, order.Tag),
            };
        }

        Audit(new DeskAudit
        {
            Kind = DeskAuditKind.Filled,
            Order = fill.Order,
            Strategy = fill.Strategy,
            Listing = fill.Listing,
            Venue = order.Venue,
            Side = fill.Side,
            Price = fill.Price,
            Quantity = fill.Quantity,
            Value = slot?.PositionOf(fill.Listing) ?? 0,
            Number = (int)fill.Liquidity,
            TickTime = order.TickTime,
            Text = fill.TradeId,
        });
    }

    private void OnPosition(in PositionChange change)
    {
        if (change.Cause is PositionCause.Fill or PositionCause.Settlement)
            return;
        Audit(new DeskAudit
        {
            Kind = DeskAuditKind.Mismatch,
            Severity = change.Cause == PositionCause.Correction ? DeskSeverity.Warning : DeskSeverity.Record,
            Listing = change.Listing,
            Strategy = change.Strategy,
            Value = change.Before.Units,
            Other = change.After.Units,
        });
        if (Find(change.Listing) is not { } followed)
            return;
        foreach (var slot in followed.Slots)
        {
            ref var notice = ref _notices.Add();
            notice = new Notice { Kind = NoticeKind.Position, Slot = slot, Listing = change.Listing };
        }
    }

    private static Text36 TextOf(string text) => Text36.TryCreate(text.Length > Text36.LengthMax ? text[..Text36.LengthMax] : text, out var value) ? value : default;
}
