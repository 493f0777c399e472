using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>algos.md, section 1.</summary>
internal static class AlgoCommands
{
    private const long MostNs = 7 * 86_400_000_000_000;

    public static void Start(NaiveState s, in Command c)
    {
        var reason = Check(s, c);
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        var tape = Tape(s, s.Find(c.Instrument)!);
        var start = StartOf(s, c);
        var algo = new NaiveAlgo { Id = ++s.Algos.LastId, Asked = c, Start = start, Curve = c.AlgoTerms.Type == AlgoType.Vwap ? Curves.Of(tape, start, c.ExpireTime) : [] };
        s.Algos.Live.Add(algo);
        AlgoSteps.Write(s, algo, new ExchangeEvent
        {
            Kind = EventKind.AlgoAccepted,
            Terms = c.Terms,
            Price = c.Price,
            Quantity = c.Quantity,
            ClientOrderId = c.Text,
            Session = c.Session,
            Pace = c.Pace,
            StartTime = start,
            ExpireTime = c.ExpireTime,
        });
        if (start == s.Time)
            AlgoSteps.Begin(s, algo);
    }

    private static Timestamp StartOf(NaiveState s, in Command c) => c.StartTime > s.Time ? c.StartTime : s.Time;

    private static RejectReason Check(NaiveState s, in Command c)
    {
        var (owner, text) = (c.Owner, c.Text);
        if (owner.Value < 1)
            return RejectReason.UnknownOwner;
        if (c.Terms.Bits > 127 || c.AlgoTerms.Type == AlgoType.None || (c.Terms.Bits >> 4) > (int)SelfTradePrevention.DecrementBoth)
            return RejectReason.AlgoTermsInvalid;
        if (c.Side > Side.Sell)
            return RejectReason.UnknownSide;
        if (!text.IsWellFormed)
            return RejectReason.MalformedClientOrderId;
        if (!text.IsEmpty && s.Algos.Live.Exists(a => a.Owner == owner && a.Asked.Text == text))
            return RejectReason.DuplicateAlgoId;
        if (s.Find(c.Instrument) is not { } i)
            return RejectReason.UnknownInstrument;
        var numbers = CheckPlace(s, i, owner, c.Session);
        if (numbers == RejectReason.None)
            numbers = CheckNumbers(i, c);
        if (numbers != RejectReason.None)
            return numbers;
        if (!AreTimesPossible(s, c))
            return RejectReason.AlgoTimesInvalid;
        var p = c.Pace;
        if (p.Bits < 0 || p.JitterPercent > 50 || p.CatchUpPercent > 1_000 || p.ParticipationPpm > 1_000_000 || (c.AlgoTerms.Type == AlgoType.Pov && p.ParticipationPpm == 0))
            return RejectReason.AlgoPaceInvalid;
        if (CheckAccount(s, i, c, c.AlgoTerms.Passive) is not RejectReason.None and var barred)
            return barred;
        return s.Algos.Live.Count >= 1_024 || s.Algos.Live.Count(a => a.Owner == owner) >= 64 ? RejectReason.TooManyAlgos : RejectReason.None;
    }

    /// <summary>Point 3, of an instrument that there is.</summary>
    public static RejectReason CheckPlace(NaiveState s, NaiveInstrument i, OwnerId owner, SessionId session)
    {
        if (!s.MayUse(session, owner))
            return RejectReason.UnknownSession;
        var stopped = GuardCommands.Check(s, i, owner, session);
        if (stopped == RejectReason.None)
            stopped = Customers.Check(s, owner, AccountRights.Trade);
        return stopped != RejectReason.None ? stopped
            : i.State is InstrumentState.Announced ? RejectReason.InstrumentNotOpenYet
            : i.State is InstrumentState.Expired ? RejectReason.InstrumentExpired
            : RejectReason.None;
    }

    /// <summary>Points 4 and 5.</summary>
    public static RejectReason CheckNumbers(NaiveInstrument i, in Command c)
    {
        var numbers = EntryChecks.Quantity(i.Definition with { MaxQuantity = new Quantity(Quantity.MaxUnits) }, c.Quantity.Units);
        return numbers != RejectReason.None || c.Price.IsNone ? numbers : EntryChecks.LimitPrice(i.Definition, OrderType.Market, c.Price);
    }

    /// <summary>Point 8.</summary>
    public static RejectReason CheckAccount(NaiveState s, NaiveInstrument i, in Command c, bool isPassive) =>
        !i.Definition.IsSettled ? RejectReason.None
        : s.Bank.Find(c.Owner) is not { } account ? RejectReason.AccountUnknown
        : !account.Rights.HasFlag(AccountRights.Trade) ? RejectReason.AccountMayNotTrade
        : c.Price.IsNone && !isPassive && c.Side == Side.Buy && i.Rules.CollarPpm == 0 ? RejectReason.ProtectionRequired
        : RejectReason.None;

    public static bool AreTimesPossible(NaiveState s, in Command c)
    {
        var start = StartOf(s, c);
        var interval = c.Pace.IntervalMs;
        if (c.ExpireTime <= start || c.ExpireTime.Nanoseconds - start.Nanoseconds > MostNs || start.Nanoseconds - s.Time.Nanoseconds > MostNs || interval is < 100 or > 86_400_000)
            return false;
        return (c.ExpireTime.Nanoseconds - start.Nanoseconds + (interval * 1_000_000L) - 1) / (interval * 1_000_000L) <= 100_000;
    }

    public static void Change(NaiveState s, in Command c)
    {
        var (id, owner, text) = (c.AlgoId.Value, c.Owner, c.Text);
        var algo = id != 0
            ? s.Algos.Live.Find(a => a.Id == id && (owner.Value == 0 || a.Owner == owner))
            : s.Algos.Live.Find(a => a.Owner == owner && !text.IsEmpty && a.Asked.Text == text);
        if (algo is null)
        {
            s.Report.Refused(c, RejectReason.UnknownAlgo);
            return;
        }

        switch (c.Kind)
        {
            case CommandKind.CancelAlgo:
                AlgoSteps.CancelChild(s, algo, CancelReason.AlgoEnded);
                AlgoSteps.End(s, algo, CancelReason.Requested);
                break;
            case CommandKind.PauseAlgo when algo.State == AlgoState.Running:
                AlgoSteps.CancelChild(s, algo, CancelReason.AlgoPaused);
                AlgoSteps.ChangeState(s, algo, AlgoState.Paused, 0);
                break;
            case CommandKind.ResumeAlgo when algo.State == AlgoState.Paused:
                algo.NextSlice = algo.LastSliceAt(s.Time) + 1;
                if (algo.Type == AlgoType.Pov)
                    algo.LastTarget = AlgoSteps.VolumePlan(s, algo);
                AlgoSteps.ChangeState(s, algo, AlgoState.Running, 0);
                break;
            default:
                s.Report.Refused(c, RejectReason.AlgoStateNotAllowed);
                break;
        }
    }

    public static void SetCurve(NaiveState s, in Command c)
    {
        var i = s.Find(c.Instrument);
        var reason =
            c.Terms.Bits > 4 ? RejectReason.UnknownTerms
            : i is null ? RejectReason.UnknownInstrument
            : i.State == InstrumentState.Expired ? RejectReason.InstrumentExpired
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        var tape = Tape(s, i!);
        var words = new[] { c.OrderId.Value, c.Price.Units, c.Quantity.Units, c.DisplayQuantity.Units, c.TriggerPrice.Units, c.ExpireTime.Nanoseconds };
        if (c.Terms.Bits == 4)
            Array.Clear(tape.Supplied);
        else
            for (var weight = 0; weight < 24; weight++)
                tape.Supplied[(c.Terms.Bits * 24) + weight] = (int)((ulong)words[weight / 4] >> (weight % 4 * 16) & 0xFFFF);
        s.Report.Write(new ExchangeEvent
        {
            Kind = EventKind.VolumeCurveSet,
            Instrument = c.Instrument,
            Terms = c.Terms,
            OrderId = c.OrderId,
            Price = c.Price,
            Quantity = c.Quantity,
            DisplayQuantity = c.DisplayQuantity,
            TriggerPrice = c.TriggerPrice,
            ExpireTime = c.ExpireTime,
        });
    }

    public static NaiveTape Tape(NaiveState s, NaiveInstrument i)
    {
        if (s.Algos.TapeOf(i.Id) is { } tape)
            return tape;
        s.Algos.Tapes.Add(new NaiveTape(i.Id, s.Time, i.LastPrice));
        return s.Algos.Tapes[^1];
    }
}
