using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Schedules;
using Rialto.Model.Units;
using Rialto.Venue.Books;
using Rialto.Venue.Guards;

namespace Rialto.Venue.Algos;

/// <summary>What algo orders do by themselves as time passes (algos.md, sections 4 to 6).</summary>
internal sealed class AlgoSteps<TSink>(Market<TSink> market, Entry<TSink> entry, LimitStates<TSink> limits, AlgoEnds<TSink> ends)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly Reports<TSink> _report = market.Report;
    private readonly AlgoRegistry _algos = market.Algos;
    private readonly List<AlgoOrder> _due = [];

    /// <summary>Each whose time has come takes one step.</summary>
    public void AdvanceTime()
    {
        foreach (var algo in _algos.Live)
            if (algo.NextNs <= _report.Time.Nanoseconds)
                _due.Add(algo);
        foreach (var algo in _due)
            Step(algo);
        _due.Clear();
    }

    /// <summary>Its start has come.</summary>
    public void Begin(AlgoOrder algo)
    {
        var arrival = algo.Book.MiddleOrReference;
        algo.Start = algo.Tape.StartNow(arrival, _report.Time.Nanoseconds);
        algo.HasBegun = true;
        algo.State = AlgoState.Running;
        algo.WaitFor(0);
        TellState(algo, arrival);
    }

    public void TellState(AlgoOrder algo, long arrival = 0)
    {
        _algos.Touch(algo);
        ref var e = ref ends.Begin(EventKind.AlgoStateChanged, algo);
        e.Terms = new OrderTerms((ushort)algo.State);
        e.Price = new Price(arrival);
    }

    /// <summary>Cancels its child, if that is live; it then has none.</summary>
    public void CancelChild(AlgoOrder algo, CancelReason reason)
    {
        var slot = algo.Child == 0 ? 0 : _market.Orders.Find(algo.Child);
        _algos.Disown(algo);
        if (slot == 0)
            return;
        _market.Cancel(algo.Book, slot, reason);
        limits.Look(algo.Book);
    }

    /// <summary>What a Pov should have, in lots.</summary>
    public static long VolumePlan(AlgoOrder algo)
    {
        var lot = algo.Book.Lot.Divisor;
        return SlicePlan.OfVolume(algo.Wish.Quantity / lot, lot, algo.OthersVolume, algo.Wish.Pace.ParticipationPpm);
    }

    /// <summary>At the end of a command: how those that it touched stand.</summary>
    public void Tell()
    {
        foreach (var algo in _algos.TakeTouched())
        {
            if (algo.HasBegun)
                TellProgress(algo);
            if (algo.Left == 0 && algo.State != AlgoState.Ended)
                ends.End(algo, CancelReason.None);
        }

        _algos.ForgetTouched();
    }

    private void Step(AlgoOrder algo)
    {
        _algos.Touch(algo);
        if (algo.State == AlgoState.Scheduled)
            Begin(algo);
        else if (algo.Book.State == InstrumentState.Expired)
            End(algo, CancelReason.InstrumentExpired);
        else if (algo.Times.End <= _report.Time)
            Finish(algo);
        else
            Slice(algo);
    }

    private void Finish(AlgoOrder algo)
    {
        CancelChild(algo, CancelReason.AlgoEnded);
        var definition = algo.Book.Definition;
        if (algo.Terms.Finish && algo.State == AlgoState.Running && algo.Book.State == InstrumentState.Open && algo.Left >= definition.MinQuantity.Units)
            Enter(algo, Taking(algo, Math.Min(algo.Left, definition.MaxQuantity.Units)), algo.Times.Count, algo.Wish.Quantity);
        End(algo, CancelReason.Expired);
    }

    private void End(AlgoOrder algo, CancelReason reason)
    {
        // What is whole ends as filled, once this has been told.
        if (algo.Left != 0)
            ends.End(algo, reason);
    }

    private void Slice(AlgoOrder algo)
    {
        CancelChild(algo, CancelReason.AlgoSlice);
        var slice = algo.Times.LastAt(_report.Time);
        algo.WaitFor(slice + 1);
        var book = algo.Book;
        var lot = book.Lot.Divisor;
        var (plan, share) = PlanOf(algo, slice, algo.Wish.Quantity / lot);
        if (algo.Terms.Type != AlgoType.Pov && algo.Wish.Pace.ParticipationPpm != 0)
            plan = Math.Min(plan, VolumePlan(algo));
        var target = plan * lot;
        var quantity = AlgoSlices.DueOf(book, target - algo.Filled, share, algo.Wish.Pace.CatchUpPercent);
        var child = quantity < book.Definition.MinQuantity.Units || book.State != InstrumentState.Open ? default
            : algo.Terms.Passive ? Joining(algo, quantity)
            : Taking(algo, quantity);
        Enter(algo, child, slice, target);
    }

    /// <summary>What should be done by the slice, and its own share of it, in lots.</summary>
    private static (long Plan, long Share) PlanOf(AlgoOrder algo, long slice, long lots)
    {
        if (algo.Terms.Type != AlgoType.Pov)
            return SlicePlan.Of(algo.Curve, algo.Times, lots, slice);
        var plan = VolumePlan(algo);
        var share = Math.Max(0, plan - algo.LastTarget);
        algo.LastTarget = plan;
        return (plan, share);
    }

    /// <summary>A child that takes what there is within the limit.</summary>
    private static Command Taking(AlgoOrder algo, long quantity) => ChildOf(
        algo, quantity, algo.Wish.Limit, algo.Wish.Limit == 0 ? OrderType.Market : OrderType.Limit, TimeInForce.Ioc);

    /// <summary>A child that joins its own side; none where no price is known.</summary>
    private static Command Joining(AlgoOrder algo, long quantity)
    {
        var (book, limit) = (algo.Book, algo.Wish.Limit);
        var own = book.Ladder(algo.Wish.Side);
        var price = !own.IsEmpty ? own.BestPrice : OnTick(book, algo.Wish.Side, book.Reference);
        if (price == 0 || (limit != 0 && (algo.Wish.Side == Side.Buy ? price > limit : price < limit)))
            price = limit;
        return price is <= 0 or > Price.MaxUnits ? default : ChildOf(algo, quantity, price, OrderType.Limit, TimeInForce.Gtc);
    }

    private static long OnTick(Book book, Side side, long price)
    {
        var tick = book.Tick.Divisor;
        return side == Side.Buy ? price - price % tick : (price + tick - 1) / tick * tick;
    }

    private static Command ChildOf(AlgoOrder algo, long quantity, long price, OrderType type, TimeInForce timeInForce) => new()
    {
        Kind = CommandKind.NewOrder,
        Owner = new OwnerId(algo.Wish.Owner),
        Group = new OwnerGroup(algo.Wish.Group),
        Instrument = new InstrumentId(algo.Book.Id),
        Side = algo.Wish.Side,
        Terms = OrderTerms.Of(type, timeInForce, algo.Terms.SelfTradePrevention),
        Price = new Price(price),
        Quantity = new Quantity(quantity),
    };

    /// <summary>Enters a child, unless it is none, and tells of the slice.</summary>
    private void Enter(AlgoOrder algo, Command child, long slice, long target)
    {
        var (orderId, reason) = (0L, RejectReason.None);
        if (child.Kind == CommandKind.NewOrder)
        {
            (child.Sequence, child.Time) = (_report.Sequence, _report.Time);
            var next = _market.LastOrderId + 1;
            _algos.Adopt(algo, next);
            entry.NewOrder(child);
            if (_market.LastOrderId == next)
                orderId = next;
            else
                reason = _report.LastRejection;
            if (_market.Orders.Find(next) == 0)
                _algos.Disown(algo);
        }

        ref var e = ref ends.Begin(EventKind.AlgoSliced, algo);
        e.OrderId = new OrderId(orderId);
        e.Reason = (ushort)reason;
        e.Price = child.Price;
        e.Quantity = child.Quantity;
        e.Terms = child.Terms;
        e.Target = new Quantity(target);
        e.SliceNumber = (int)slice;
    }

    private void TellProgress(AlgoOrder algo)
    {
        var measures = AlgoMeasures.Of(algo, _report.Time.Nanoseconds);
        ref var e = ref ends.Begin(EventKind.AlgoProgressed, algo);
        e.Terms = new OrderTerms((ushort)algo.State);
        e.Price = new Price(algo.Start.ArrivalPrice);
        e.Quantity = new Quantity(algo.Filled);
        e.AveragePrice = measures.AveragePrice;
        e.IntervalVwap = measures.IntervalVwap;
        e.IntervalTwap = measures.IntervalTwap;
        e.OthersVolume = (long)Int128.Min(algo.OthersVolume, long.MaxValue);
        e.ArrivalSlippage = measures.ArrivalSlippage;
        e.BenchmarkSlippage = measures.BenchmarkSlippage;
    }
}
