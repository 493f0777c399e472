using System.Runtime.CompilerServices;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Accounts;
using Rialto.Venue.Books;
using Rialto.Venue.Customers;
using Rialto.Venue.Guards;
using Rialto.Venue.Orders;
using Rialto.Venue.Rules;

namespace Rialto.Venue;

/// <summary>NewOrder: checks and entry (matching.md, sections 2 and 3). The order of the checks is part of the contract.</summary>
internal sealed class Entry<TSink>(Market<TSink> market, Matching<TSink> matching, Stops<TSink> stops, Halts<TSink> halts, LimitStates<TSink> limits)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly OrderTable _orders = market.Orders;
    private readonly Reports<TSink> _report = market.Report;
    private readonly Matching<TSink> _matching = matching;
    private readonly Stops<TSink> _stops = stops;
    private readonly Halts<TSink> _halts = halts;
    private readonly LimitStates<TSink> _limits = limits;
    private readonly Funds<TSink> _funds = market.Funds;
    private readonly CustomerRegister _customers = market.Customers;
    private readonly TradeLimits<TSink> _tradeLimits = new(market);

    /// <summary>Cover that <see cref="Check"/> found for the order at hand.</summary>
    private Funds<TSink>.Wanted _wanted;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void NewOrder(in Command c)
    {
        var book = _market.Find(c.Instrument.Value);
        if (book is null)
            EnterAfterChecks(null, c);
        else if (book.Settlement is { } terms)
            EnterSettled(book, terms, c);
        else if (!_customers.IsRequired && IsEverydayOrder(book.Everyday, c) && IsEverydayName(c, out var nameKey) && IsWithinBands(book, c))
            EnterEveryday(book, c, nameKey);
        else
            EnterAfterChecks(book, c);
    }

    /// <summary>The same for a settled instrument, where everyday orders need everyday cover besides.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterSettled(Book book, Settlement terms, in Command c)
    {
        if (!IsEverydayOrder(book.Everyday, c) || !IsEverydayName(c, out var nameKey) || !IsWithinBands(book, c) || !_funds.TryHold(book, terms, c, out var cover))
        {
            EnterAfterChecks(book, c);
            return;
        }

        var orderId = ++_market.LastOrderId;
        if (c.Terms.IsImmediate || Matching<TSink>.MeetsOpposite(book, c.Side, c.Price.Units))
        {
            MeetCovered(book, c, orderId, nameKey, cover);
            return;
        }

        ref var order = ref _orders.Add(c, orderId, nameKey, Place.Book, _market.NextPlaced(), out var slot);
        order.Price = c.Price.Units;
        order.Leaves = order.Display = c.Quantity.Units;
        order.Marks |= OrderMarks.Covered;
        _orders.Cover(slot) = cover;
        var level = book.Join(slot, ref order, c.Side, c.Price.Units, c.Quantity.Units);
        _report.Accepted(c, orderId, EventFlags.Resting, level);
        if (!IsUnmoved(book, c.Price.Units))
            _limits.Look(book);
    }

    // Apart, because an order on its way is built on the stack and would be cleared there for every one that rests.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MeetCovered(Book book, in Command c, long orderId, ulong nameKey, Cover cover)
    {
        var incoming = Acting(book, c, orderId, nameKey, canRest: !c.Terms.IsImmediate);
        _funds.Attach(incoming.Slot, cover);
        MeetAlone(book, c, ref incoming);
        if (book.HasBands)
            _limits.Look(book);
    }

    /// <summary>Checks an order that is sure to leave at once, all but whether its book can fill it (point 15), makes it live and covers it; it meets the book later, or is withdrawn (baskets.md).</summary>
    /// <param name="book">The book.</param>
    /// <param name="c">The order, without a client order id.</param>
    /// <param name="orderId">The number that it will have.</param>
    /// <param name="incoming">The order on its way.</param>
    public RejectReason TryPrepare(Book book, in Command c, long orderId, out Incoming incoming)
    {
        incoming = default;
        var reason = CheckIdentity(c);
        if (reason == RejectReason.None)
            reason = Check(book, c, out _, mayBeShort: true);
        if (reason != RejectReason.None)
            return reason;
        incoming = Incoming.Of(c, orderId, _orders);
        incoming.Slot = AddLive(book, c, orderId, nameKey: 0);
        if (book.MovesMoney)
        {
            _market.Hold(book, incoming.Slot, c, _wanted);
            incoming.Bound = _wanted.Bound;
        }

        incoming.Worst = Matching<TSink>.WorstPrice(book, incoming);
        return RejectReason.None;
    }

    /// <summary>A prepared order was never there.</summary>
    public void Withdraw(Book book, in Incoming incoming) => _market.End(book, incoming.Slot, ref _orders[incoming.Slot], CancelReason.None);

    /// <summary>A prepared order is accepted and meets the book. Stops are the caller's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Meet(Book book, in Command c, ref Incoming incoming)
    {
        _report.Accepted(c, incoming.OrderId, EventFlags.None, 0);
        _matching.Meet(book, ref incoming);
    }

    /// <summary>The long way, which finds the reason for a refusal.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterAfterChecks(Book? book, in Command c)
    {
        var reason = CheckIdentity(c);
        if (reason != RejectReason.None)
        {
            _report.Rejected(c, reason);
            return;
        }

        ulong nameKey = 0;
        if (!c.Text.IsEmpty)
        {
            nameKey = _orders.NameKeyOf(c.Owner.Value, c.Text);
            var live = _orders.Find(c.Owner.Value, c.Text, nameKey);
            if (live != 0)
            {
                AnswerLive(c, live);
                return;
            }

            if (c.Terms.Idempotent && AnswersRemembered(c))
                return;
        }

        var about = 0L;
        reason = book is null ? RejectReason.UnknownInstrument : Check(book, c, out about);
        if (reason != RejectReason.None)
        {
            _report.Rejected(c, reason, about);
            return;
        }

        Enter(book!, c, nameKey);
        _limits.Look(book!);
    }

    /// <summary>Point 1.</summary>
    private static RejectReason CheckIdentity(in Command c) =>
        c.Owner.Value < 1 ? RejectReason.UnknownOwner
        : !c.Terms.IsWellFormed ? RejectReason.UnknownTerms
        : c.Side > Side.Sell ? RejectReason.UnknownSide
        : !c.Text.IsWellFormed ? RejectReason.MalformedClientOrderId
        : RejectReason.None;

    /// <summary>
    /// Points 1 and 3 to 15, but for bands, for most orders, as conditions without an order among them: a limit order, GTC, IOC or FOK, without any other choice, in state Open,
    /// with numbers within their limits. False says nothing; <see cref="EnterAfterChecks"/> then finds the reason, if there is one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsEverydayOrder(in EverydayLimits limits, in Command c) =>
        c.Owner.Value >= 1
        && c.Side <= Side.Sell
        && c.Terms.IsPlainLimit
        && (c.DisplayQuantity.Units | c.TriggerPrice.Units | c.ExpireTime.Nanoseconds) == 0
        && limits.Allow(c.Price.Units, c.Quantity.Units)
        && _orders.Count < _market.MaxLiveOrders
        && _market.Sessions.MayUse(c.Session.Value, c.Owner.Value)
        && !_market.Kills.AreAny;

    /// <summary>Point 12 and the band of guards, for an everyday order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsWithinBands(Book book, in Command c) => IsUnmoved(book, c.Price.Units) || IsWithinBands(book, c.Side, c.Price.Units);

    /// <summary>No band forbids an order at this price, and resting there it begins no limit state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsUnmoved(Book book, long price) => !book.HasBands || book.IsCalm(_report.Time.Nanoseconds, price);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsWithinBands(Book book, Side side, long price)
    {
        if (book.HasBandOfRules && Checks.IsOutsideBand(book, price))
            return false;
        if (book.Guard is not { } guard)
            return true;
        ref readonly var band = ref guard.BandAt(_report.Time.Nanoseconds);
        if (!guard.HasLimitStates)
            book.BeginCalm(band, guard.BandEnds);
        return !band.Exists || !band.IsBeyond(side, price);
    }

    /// <summary>Points 1 and 2 for most orders: no client order id, or one that is well formed, not live and not remembered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsEverydayName(in Command c, out ulong nameKey)
    {
        nameKey = 0;
        return c.Text == Text36.Empty || IsNewName(c, out nameKey);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsNewName(in Command c, out ulong nameKey)
    {
        nameKey = _orders.NameKeyOf(c.Owner.Value, c.Text);
        return c.Text.IsWellFormed && _orders.Find(c.Owner.Value, c.Text, nameKey) == 0
            && !(c.Terms.Idempotent && _market.Remembered.Find(c.Owner.Value, c.Text) != 0);
    }

    /// <summary>Points 3 to 15.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private RejectReason Check(Book book, in Command c, out long about, bool mayBeShort = false)
    {
        about = 0;
        if (!_market.Sessions.MayUse(c.Session.Value, c.Owner.Value))
            return RejectReason.UnknownSession;
        var state = book.State;
        var reason = Checks.Stopped(_market.Kills, book, c.Owner.Value, c.Session.Value);
        if (reason == RejectReason.None && _customers.IsRequired)
            reason = _customers.Check(c.Owner.Value, AccountRights.Trade);
        if (reason == RejectReason.None)
            reason = Checks.State(book);
        if (reason == RejectReason.None)
            reason = Checks.Combinations(c, _report.Time);
        if (reason == RejectReason.None && state == InstrumentState.Auction)
            reason = CheckAuction(c);
        if (reason == RejectReason.None)
            reason = CheckNumbers(book, c);
        if (reason != RejectReason.None)
            return reason;
        if (c.Terms.Type is OrderType.Limit or OrderType.StopLimit && Checks.IsOutsideBand(book, c.Price.Units))
        {
            about = book.Reference;
            return RejectReason.PriceOutsideBand;
        }

        if (c.Terms.Type == OrderType.Limit && Checks.IsBeyondLimit(book, c.Side, c.Price.Units, _report.Time.Nanoseconds, out about))
            return RejectReason.PriceBeyondLimit;
        if (_orders.Count >= _market.MaxLiveOrders)
            return RejectReason.TooManyOrders;
        if (state == InstrumentState.Open && !mayBeShort)
            reason = CheckBook(book, c, out about);
        if (reason != RejectReason.None || !book.MovesMoney)
            return reason;
        if (_customers.IsRequired)
            reason = _tradeLimits.CheckNew(book, c);
        return reason != RejectReason.None ? reason
            : book.Settlement is { } terms ? _funds.Check(book, terms, c, out _wanted)
            : _market.Margins.Check(book, book.Contract!, c, out _wanted);
    }

    /// <summary>Point 6.</summary>
    private static RejectReason CheckAuction(in Command c) =>
        !c.Terms.IsStop && (c.Terms.Type == OrderType.Market || c.Terms.IsImmediate || c.Terms.PostOnly != PostOnly.Off)
            ? RejectReason.NotAllowedInAuction
            : RejectReason.None;

    /// <summary>Points 7 to 11.</summary>
    private static RejectReason CheckNumbers(Book book, in Command c)
    {
        var terms = c.Terms;
        var hasLimit = terms.Type is OrderType.Limit or OrderType.StopLimit;
        var reason =
            !terms.QuoteQuantity ? Checks.Quantity(book, c.Quantity.Units)
            : c.Quantity.Units <= 0 ? RejectReason.QuantityNotPositive
            : RejectReason.None;
        if (reason == RejectReason.None && !c.DisplayQuantity.IsZero)
            reason = CheckDisplay(book, c);
        if (reason == RejectReason.None)
            reason = Checks.LimitPrice(book, !hasLimit, c.Price.Units);
        if (reason == RejectReason.None && terms.IsStop)
            reason = Checks.Trigger(book, c.TriggerPrice.Units);
        if (reason == RejectReason.None && !terms.IsStop && !c.TriggerPrice.IsNone)
            reason = RejectReason.TriggerPriceInvalid;
        if (reason == RejectReason.None && hasLimit)
            reason = Checks.Notional(book, c.Price.Units, c.Quantity.Units);
        if (reason == RejectReason.None && terms.QuoteQuantity)
            reason = Checks.Budget(book, c.Quantity.Units);
        return reason;
    }

    /// <summary>Point 8.</summary>
    private static RejectReason CheckDisplay(Book book, in Command c) =>
        c.Terms.Type is OrderType.Market or OrderType.StopLoss || c.Terms.IsImmediate
            ? RejectReason.DisplayQuantityNotAllowed
            : Checks.DisplayQuantity(book, c.DisplayQuantity.Units, c.Quantity.Units);

    /// <summary>Points 14 and 15, in state Open.</summary>
    private RejectReason CheckBook(Book book, in Command c, out long about)
    {
        about = 0;
        if (c.Terms.Type == OrderType.Limit)
        {
            about = Matching<TSink>.PostOnlyRefusal(book, c.Side, c.Price.Units, c.Quantity.Units, c.Terms.PostOnly);
            return about != 0 ? RejectReason.PostOnlyWouldCross : RejectReason.None;
        }

        if (c.Terms.Type != OrderType.Market || !(c.Terms.RejectIfShort || book.Rules.RejectShortMarketOrders))
            return RejectReason.None;
        var incoming = Incoming.Of(c, 0, _orders);
        incoming.Worst = Matching<TSink>.WorstPrice(book, incoming);
        return DryRun.FillsWhole(_orders, book, incoming, _halts.TrialOf(book)) ? RejectReason.None : RejectReason.InsufficientLiquidity;
    }

    /// <summary>Section 3 for an order that <see cref="IsEverydayOrder"/> let through.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EnterEveryday(Book book, in Command c, ulong nameKey)
    {
        var orderId = ++_market.LastOrderId;
        if (c.Terms.IsImmediate || Matching<TSink>.MeetsOpposite(book, c.Side, c.Price.Units))
        {
            EnterMeeting(book, c, orderId, nameKey, canRest: !c.Terms.IsImmediate);
            if (book.HasBands)
                _limits.Look(book);
            return;
        }

        ref var order = ref _orders.Add(c, orderId, nameKey, Place.Book, _market.NextPlaced(), out var slot);
        order.Price = c.Price.Units;
        order.Leaves = order.Display = c.Quantity.Units;
        var level = book.Join(slot, ref order, c.Side, c.Price.Units, c.Quantity.Units);
        _report.Accepted(c, orderId, EventFlags.Resting, level);
        if (!IsUnmoved(book, c.Price.Units))
            _limits.Look(book);
    }

    private void Enter(Book book, in Command c, ulong nameKey)
    {
        var orderId = ++_market.LastOrderId;
        if (c.Terms.IsStop)
        {
            EnterStop(book, c, orderId, nameKey);
            return;
        }

        var canRest = c.Terms.Type == OrderType.Limit && !c.Terms.IsImmediate;
        if (canRest && (book.State == InstrumentState.Auction || !Matching<TSink>.MeetsOpposite(book, c.Side, c.Price.Units)))
        {
            var slot = AddLive(book, c, orderId, nameKey);
            if (book.MovesMoney)
                _market.Hold(book, slot, c, _wanted);
            var level = _market.PutInBook(book, slot, ref _orders[slot]);
            _report.Accepted(c, orderId, EventFlags.Resting, level);
            return;
        }

        EnterMeeting(book, c, orderId, nameKey, canRest);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterStop(Book book, in Command c, long orderId, ulong nameKey)
    {
        var slot = AddLive(book, c, orderId, nameKey);
        if (book.MovesMoney)
            _market.Hold(book, slot, c, _wanted);
        _report.Accepted(c, orderId, EventFlags.None, 0);
        _stops.Enter(book, slot);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterMeeting(Book book, in Command c, long orderId, ulong nameKey, bool canRest)
    {
        var incoming = Acting(book, c, orderId, nameKey, canRest);
        if (book.MovesMoney)
        {
            _market.Hold(book, incoming.Slot, c, _wanted);
            incoming.Bound = _wanted.Bound;
        }

        MeetAlone(book, c, ref incoming);
    }

    /// <summary>The order on its way: live, if it may rest or is to be remembered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Incoming Acting(Book book, in Command c, long orderId, ulong nameKey, bool canRest)
    {
        var incoming = Incoming.Of(c, orderId, _orders);
        if (canRest || (c.Terms.Idempotent && !c.Text.IsEmpty))
            incoming.Slot = AddLive(book, c, orderId, nameKey);
        return incoming;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void MeetAlone(Book book, in Command c, ref Incoming incoming)
    {
        Meet(book, c, ref incoming);
        _stops.Check(book);
    }

    /// <summary>Makes a live order of the command; in no book yet.</summary>
    private int AddLive(Book book, in Command c, long orderId, ulong nameKey)
    {
        ref var order = ref _orders.Add(c, orderId, nameKey, Place.Acting, 0, out var slot);
        order.Price = c.Price.Units;
        order.Leaves = c.Quantity.Units;
        order.Display = 0;
        var needsExtras = c.Terms.TimeInForce is TimeInForce.Gtd or TimeInForce.Day || c.Terms.IsStop || !c.DisplayQuantity.IsZero;
        if (needsExtras)
            AddExtras(book, c, orderId, slot);
        return slot;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddExtras(Book book, in Command c, long orderId, int slot)
    {
        ref var extras = ref _orders.EnsureExtras(slot);
        extras.DisplayQuantity = extras.AskedDisplay = c.DisplayQuantity.Units;
        extras.TriggerPrice = extras.AskedTrigger = c.TriggerPrice.Units;
        extras.AskedExpireTime = c.ExpireTime.Nanoseconds;
        extras.End = c.Terms.TimeInForce switch
        {
            TimeInForce.Gtd => c.ExpireTime.Nanoseconds,
            TimeInForce.Day => book.DayEnd > _report.Time.Nanoseconds ? book.DayEnd : _report.Time.NextMidnightUtc.Nanoseconds,
            _ => 0,
        };
        if (extras.End != 0)
            book.Expiries.Add(new HeapItem(extras.End, orderId, _orders[slot].Extras, slot));
    }

    /// <summary>Point 2: the id is live.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AnswerLive(in Command c, int live)
    {
        if (_orders.FingerprintOf(live) != Fingerprint.Of(c))
        {
            _report.Rejected(c, RejectReason.DuplicateClientOrderId);
            return;
        }

        ref var order = ref _orders[live];
        ref var identity = ref _orders.Identity(live);
        _report.Duplicate(c, order.OrderId, order.Price, identity.Total, order.Leaves, order.Traded, EventFlags.None, CancelReason.None);
    }

    /// <summary>Point 2: the id may be remembered. True where that was the answer.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool AnswersRemembered(in Command c)
    {
        var slot = _market.Remembered.Find(c.Owner.Value, c.Text);
        if (slot == 0)
            return false;
        ref var ended = ref _market.Remembered[slot];
        if (ended.Fingerprint != Fingerprint.Of(c))
            return false;
        _report.Duplicate(c, ended.OrderId, c.Price.Units, ended.Total, 0, ended.Traded, EventFlags.Finished, ended.Reason);
        return true;
    }
}
