using System.Numerics;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>algos.md, sections 4 to 7.</summary>
internal static class AlgoSteps
{
    public static void AdvanceTime(NaiveState s)
    {
        foreach (var algo in s.Algos.Live.Where(a => a.Next <= s.Time).OrderBy(a => a.Id).ToList())
        {
            var i = s.Find(algo.Instrument)!;
            algo.IsTouched = true;
            if (algo.State == AlgoState.Scheduled)
                Begin(s, algo);
            else if (i.State == InstrumentState.Expired)
                EndUnlessFilled(s, algo, CancelReason.InstrumentExpired);
            else if (algo.End <= s.Time)
                Finish(s, i, algo);
            else
                Slice(s, i, algo);
        }
    }

    public static void Begin(NaiveState s, NaiveAlgo algo)
    {
        var tape = s.Algos.TapeOf(algo.Instrument)!;
        var (bid, ask) = (s.Best(algo.Instrument, Side.Buy), s.Best(algo.Instrument, Side.Sell));
        algo.ArrivalPrice = bid is null || ask is null ? s.Find(algo.Instrument)!.Reference.Units : (bid.Price.Units + ask.Price.Units) / 2;
        algo.VolumeAtStart = tape.Volume;
        algo.NotionalAtStart = tape.Notional;
        algo.OverTimeAtStart = tape.OverTime(s.Time);
        algo.HasBegun = true;
        ChangeState(s, algo, AlgoState.Running, algo.ArrivalPrice);
    }

    public static void ChangeState(NaiveState s, NaiveAlgo algo, AlgoState state, long price)
    {
        algo.State = state;
        algo.IsTouched = true;
        Write(s, algo, new ExchangeEvent { Kind = EventKind.AlgoStateChanged, Terms = new OrderTerms((ushort)state), Price = new Price(price) });
    }

    public static void CancelChild(NaiveState s, NaiveAlgo algo, CancelReason reason)
    {
        if (s.Orders.Find(o => o.Id == algo.Child && algo.Child.Value != 0) is not { } child)
            return;
        s.Cancel(child, reason);
        Bands.Look(s, s.Find(algo.Instrument)!);
    }

    public static void End(NaiveState s, NaiveAlgo algo, CancelReason reason)
    {
        s.Algos.Live.Remove(algo);
        s.Algos.Ended.Add(algo);
        algo.State = AlgoState.Ended;
        algo.IsTouched = true;
        Write(s, algo, new ExchangeEvent
        {
            Kind = EventKind.AlgoStateChanged,
            Terms = new OrderTerms((ushort)AlgoState.Ended),
            Reason = (ushort)reason,
            Quantity = new Quantity(algo.Filled),
        });
    }

    /// <summary>All that match end, ascending by number.</summary>
    public static void EndMany(NaiveState s, Predicate<NaiveAlgo> which, CancelReason reason)
    {
        foreach (var algo in s.Algos.Live.FindAll(which).OrderBy(a => a.Id))
            End(s, algo, reason);
    }

    private static void EndUnlessFilled(NaiveState s, NaiveAlgo algo, CancelReason reason)
    {
        if (algo.Filled < algo.Quantity)
            End(s, algo, reason);
    }

    private static void Finish(NaiveState s, NaiveInstrument i, NaiveAlgo algo)
    {
        CancelChild(s, algo, CancelReason.AlgoEnded);
        var left = algo.Quantity - algo.Filled;
        if (algo.Asked.AlgoTerms.Finish && algo.State == AlgoState.Running && i.State == InstrumentState.Open && left >= i.Definition.MinQuantity.Units)
        {
            var most = i.Definition.MaxQuantity.Units / i.Definition.Lot.Units * i.Definition.Lot.Units;
            EnterChild(s, algo, Taking(algo, Math.Min(left, most)), algo.Slices, algo.Quantity);
        }

        EndUnlessFilled(s, algo, CancelReason.Expired);
    }

    private static BigInteger Others(NaiveState s, NaiveAlgo algo) => s.Algos.TapeOf(algo.Instrument)!.Volume - algo.VolumeAtStart - algo.Filled;

    /// <summary>What a Pov should have, in lots.</summary>
    public static BigInteger VolumePlan(NaiveState s, NaiveAlgo algo)
    {
        var lot = s.Find(algo.Instrument)!.Definition.Lot.Units;
        return BigInteger.Min(algo.Quantity / lot, Others(s, algo) * algo.Asked.Pace.ParticipationPpm / 1_000_000 / lot);
    }

    /// <summary>What a Twap or Vwap should have by a slice, in lots.</summary>
    public static BigInteger Plan(NaiveAlgo algo, long slice, BigInteger lots)
    {
        if (slice < 0)
            return 0;
        if (algo.Type == AlgoType.Twap)
            return lots * (slice + 1) / algo.Slices;
        var (start, end) = (algo.Start.Nanoseconds, algo.End.Nanoseconds);
        var until = Math.Min(end, start + ((slice + 1) * algo.IntervalNs));
        return lots * Curves.Between(algo.Curve, start, until) / Curves.Between(algo.Curve, start, end);
    }

    private static void Slice(NaiveState s, NaiveInstrument i, NaiveAlgo algo)
    {
        CancelChild(s, algo, CancelReason.AlgoSlice);
        var (slice, pace, lot) = (algo.LastSliceAt(s.Time), algo.Asked.Pace, i.Definition.Lot.Units);
        algo.NextSlice = slice + 1;
        BigInteger plan, share;
        if (algo.Type == AlgoType.Pov)
        {
            plan = VolumePlan(s, algo);
            share = BigInteger.Max(0, plan - algo.LastTarget);
            algo.LastTarget = plan;
        }
        else
        {
            plan = Plan(algo, slice, algo.Quantity / lot);
            share = plan - Plan(algo, slice - 1, algo.Quantity / lot);
            if (pace.ParticipationPpm > 0)
                plan = BigInteger.Min(plan, VolumePlan(s, algo));
        }

        var target = (long)(plan * lot);
        var bound = BigInteger.Max((share + (((share * pace.CatchUpPercent) + 99) / 100)) * lot, i.Definition.MinQuantity.Units);
        var quantity = BigInteger.Min(BigInteger.Min(target - algo.Filled, bound), i.Definition.MaxQuantity.Units / lot * lot);
        var mayEnter = quantity >= i.Definition.MinQuantity.Units && i.State == InstrumentState.Open;
        var child = !mayEnter ? null : algo.Asked.AlgoTerms.Passive ? Joining(s, i, algo, (long)quantity) : Taking(algo, (long)quantity);
        EnterChild(s, algo, child, slice, target);
    }

    private static Command? Taking(NaiveAlgo algo, long quantity) => algo.Asked.Price.IsNone
        ? Child(algo, quantity, Price.None, OrderType.Market, TimeInForce.Ioc)
        : Child(algo, quantity, algo.Asked.Price, OrderType.Limit, TimeInForce.Ioc);

    private static Command? Joining(NaiveState s, NaiveInstrument i, NaiveAlgo algo, long quantity)
    {
        var (isBuy, limit, tick) = (algo.Asked.Side == Side.Buy, algo.Asked.Price.Units, i.Definition.Tick.Units);
        long price;
        if (s.Best(i.Id, algo.Asked.Side) is { } best)
            price = best.Price.Units;
        else if (i.Reference.Units % tick == 0)
            price = i.Reference.Units;
        else
            price = ((i.Reference.Units / tick) + (isBuy ? 0 : 1)) * tick;
        if (limit != 0)
            price = price == 0 ? limit : isBuy ? Math.Min(price, limit) : Math.Max(price, limit);
        return price is < 1 or > Price.MaxUnits ? null : Child(algo, quantity, new Price(price), OrderType.Limit, TimeInForce.Gtc);
    }

    private static Command Child(NaiveAlgo algo, long quantity, Price price, OrderType type, TimeInForce timeInForce) => new()
    {
        Kind = CommandKind.NewOrder,
        Owner = algo.Owner,
        Instrument = algo.Instrument,
        Side = algo.Asked.Side,
        Group = algo.Asked.Group,
        Terms = OrderTerms.Of(type, timeInForce, algo.Asked.AlgoTerms.SelfTradePrevention),
        Price = price,
        Quantity = new Quantity(quantity),
    };

    private static void EnterChild(NaiveState s, NaiveAlgo algo, Command? child, long slice, long target)
    {
        var told = new ExchangeEvent { Kind = EventKind.AlgoSliced, Target = new Quantity(target), SliceNumber = (int)slice };
        if (child is { } c)
        {
            algo.Child = new OrderId(s.LastOrderId + 1);
            var written = s.Report.Written.Count;
            Entering.NewOrder(s, c);
            var answer = s.Report.Written[written];
            if (answer.Kind == EventKind.OrderAccepted)
            {
                told.OrderId = answer.OrderId;
                Bands.Look(s, s.Find(algo.Instrument)!);
            }
            else
            {
                told.Reason = answer.Reason;
                algo.Child = OrderId.None;
            }

            (told.Price, told.Quantity, told.Terms) = (c.Price, c.Quantity, c.Terms);
        }

        Write(s, algo, told);
    }

    /// <summary>Every trade, of whomever.</summary>
    public static void Traded(NaiveState s, NaiveInstrument i, NaiveOrder taker, NaiveOrder maker, Price price, long quantity)
    {
        if (s.IsTrial)
            return;
        s.Algos.TapeOf(i.Id)?.Trades.Add(new TapedTrade(s.Time, price, quantity));
        foreach (var algo in s.Algos.Live)
        {
            if (algo.Child.Value == 0 || (algo.Child != taker.Id && algo.Child != maker.Id))
                continue;
            algo.Filled += quantity;
            algo.PriceSum += (BigInteger)price.Units * quantity;
            algo.IsTouched = true;
        }
    }

    /// <summary>At the end of a command.</summary>
    public static void Tell(NaiveState s)
    {
        foreach (var algo in s.Algos.Live.Concat(s.Algos.Ended).Where(a => a.IsTouched).OrderBy(a => a.Id).ToList())
        {
            algo.IsTouched = false;
            if (algo.HasBegun)
                TellProgress(s, algo);
            if (algo.Filled == algo.Quantity && algo.State != AlgoState.Ended)
                End(s, algo, CancelReason.None);
        }

        s.Algos.Ended.Clear();
    }

    private static void TellProgress(NaiveState s, NaiveAlgo algo) => Write(s, algo, Measured(s, algo));

    /// <summary>Section 7, as the event that tells it.</summary>
    public static ExchangeEvent Measured(NaiveState s, NaiveAlgo algo)
    {
        var tape = s.Algos.TapeOf(algo.Instrument)!;
        var volume = tape.Volume - algo.VolumeAtStart;
        var now = tape.OverTime(s.Time);
        var time = now.Time - algo.OverTimeAtStart.Time;
        var average = algo.Filled == 0 ? 0 : algo.PriceSum * 1_000 / algo.Filled;
        var vwap = volume.IsZero ? 0 : (tape.Notional - algo.NotionalAtStart) * 1_000 / volume;
        var twap = time.IsZero ? (BigInteger)tape.Last.Units * 1_000 : (now.Integral - algo.OverTimeAtStart.Integral) * 1_000 / time;
        return new ExchangeEvent
        {
            Kind = EventKind.AlgoProgressed,
            Terms = new OrderTerms((ushort)algo.State),
            Price = new Price(algo.ArrivalPrice),
            Quantity = new Quantity(algo.Filled),
            AveragePrice = (long)average,
            IntervalVwap = (long)vwap,
            IntervalTwap = (long)twap,
            OthersVolume = (long)BigInteger.Min(long.MaxValue, Others(s, algo)),
            ArrivalSlippage = Slippage(algo, average, (BigInteger)algo.ArrivalPrice * 1_000),
            BenchmarkSlippage = Slippage(algo, average, algo.Type == AlgoType.Twap ? twap : vwap),
        };
    }

    private static long Slippage(NaiveAlgo algo, BigInteger average, BigInteger against)
    {
        if (average.IsZero || against.IsZero)
            return 0;
        var worse = BigInteger.Divide((average - against) * 1_000_000, against);
        var most = BigInteger.Pow(2, 62);
        return (long)BigInteger.Max(-most, BigInteger.Min(most, algo.Asked.Side == Side.Buy ? worse : -worse));
    }

    /// <summary>An event of an algo order.</summary>
    public static void Write(NaiveState s, NaiveAlgo algo, ExchangeEvent e) => s.Report.Write(e with
    {
        Side = algo.Asked.Side,
        Instrument = algo.Instrument,
        Owner = algo.Owner,
        AlgoId = new AlgoId(algo.Id),
    });

    /// <summary>What algo orders wait for.</summary>
    public static IEnumerable<Timestamp> Deadlines(NaiveState s) => s.Algos.Live.Select(a => a.Next);
}
