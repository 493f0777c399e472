using System.Globalization;
using Rialto.Gateways.Binance.Streams;
using Rialto.Gateways.Faults;
using Rialto.Gateways.Rest;

namespace Rialto.Host.Tools.Certify;

/// <summary>
/// The rules of docs/guide/certify.md. Pure: a verdict is a function of what was seen at the doors and of the orders that the exchange's events tell. What a bot thinks is not seen from here, and not judged.
/// </summary>
internal static class Judges
{
    // What was on its way when the fault happened is nobody's mistake.
    private const double Grace = 0.25;

    private const int MostEvidence = 6;
    private const int MostSizes = 5;
    private const int MostBooksMeanwhile = 3;

    private static readonly SocketOptions DefaultSockets = new();
    private static readonly SeenKind[] Lookups = [SeenKind.AskOrder, SeenKind.AskOrders, SeenKind.AskAgain];
    private static readonly SeenKind[] Standings = [SeenKind.AskOrder, SeenKind.AskOrders, SeenKind.AskTrades, SeenKind.AskAccount, SeenKind.AskBook, SeenKind.AskAgain];

    // A ResendRequest is none: FIX engines send it by themselves, and market data is never sent again.
    private static readonly SeenKind[] Books = [SeenKind.AskBook, SeenKind.Connected];

    /// <summary>Nothing goes wrong: it enters orders, and the exchange takes them.</summary>
    public static Verdict Baseline(Observation seen)
    {
        var entered = seen.Seen.Where(one => one.Kind == SeenKind.Order).ToArray();
        var taken = seen.OwnOrders.ToArray();
        if (entered.Length == 0 && taken.Length == 0)
            return Verdict.NotExercised("It entered no order.");
        return taken.Length == 0
            ? Verdict.Failed($"Of {entered.Length} orders the exchange took none.", Some(entered))
            : Verdict.Passed($"{taken.Length} orders were taken.");
    }

    /// <summary>After a 429 or a 418: no request before the time that it named, and then it goes on.</summary>
    public static Verdict Waits(Observation seen)
    {
        if (seen.First(FaultKind.RateLimited, FaultKind.Banned) is not { } refused)
            return Verdict.NotExercised("It sent no request that could be refused.");
        var until = refused.Seconds + refused.Fault.RetryAfter;
        var early = seen.After(refused.Seconds + Grace).Where(one => one.Fault == refused.Fault.Kind).ToArray();
        if (early.Length > 0)
            return Verdict.Failed($"It sent {early.Length} requests before Retry-After ({refused.Fault.RetryAfter} s) was over.", [CertifyWatch.Evidence(refused), .. Some(early)]);
        return seen.After(until - Grace).FirstOrDefault(one => one.Kind is not (SeenKind.Beat or SeenKind.Disconnected)) is { } back
            ? Verdict.Passed("It waited for Retry-After, and went on.", CertifyWatch.Evidence(refused), CertifyWatch.Evidence(back))
            : Verdict.Failed("It sent nothing any more after Retry-After was over.", CertifyWatch.Evidence(refused));
    }

    /// <summary>After "your clock is wrong": it asks for the exchange's time before it signs again, and then it goes on.</summary>
    public static Verdict SetsClock(Observation seen)
    {
        if (seen.First(FaultKind.ClockSkew) is not { } refused)
            return Verdict.NotExercised("It sent no signed request that could be refused.");
        var asked = seen.After(refused.Seconds).FirstOrDefault(one => one.Kind == SeenKind.AskTime);
        var blind = seen.After(refused.Seconds + Grace).Where(one => one.Fault == FaultKind.ClockSkew && (asked is null || one.Seconds < asked.Seconds)).ToArray();
        if (blind.Length > 0)
            return Verdict.Failed($"It sent {blind.Length} signed requests more before it asked for the time.", [CertifyWatch.Evidence(refused), .. Some(blind)]);
        if (asked is null)
            return Verdict.Failed("It never asked for the time.", CertifyWatch.Evidence(refused));
        return seen.After(asked.Seconds).FirstOrDefault(IsWork) is { } back
            ? Verdict.Passed("It asked for the time, and went on.", CertifyWatch.Evidence(refused), CertifyWatch.Evidence(asked), CertifyWatch.Evidence(back))
            : Verdict.Failed("It asked for the time, and sent nothing any more.", CertifyWatch.Evidence(refused), CertifyWatch.Evidence(asked));
    }

    /// <summary>An order without an answer: it looks the order up, and enters no second one that wants the same while the first one lives.</summary>
    public static Verdict LooksUp(Observation seen)
    {
        if (seen.First(FaultKind.AckDropped) is not { } dropped)
            return Verdict.NotExercised("It entered no order whose answer could be dropped.");
        if (OrderOf(seen, dropped) is not { } lost)
            return Verdict.NotExercised("The order whose answer was dropped had been refused by the exchange.");
        if (TwinOf(seen, lost) is { } twin)
            return Verdict.Failed("It entered a second order that wants the same while the first one lived.", CertifyWatch.Evidence(dropped), lost.ToEvidence(), twin.ToEvidence());
        var again = seen.After(dropped.Seconds).FirstOrDefault(one => Lookups.Contains(one.Kind) || (lost.ClientOrderId.Length > 0 && one.ClientOrderId == lost.ClientOrderId));
        return again is null
            ? Verdict.Failed("It never looked the order up.", CertifyWatch.Evidence(dropped), lost.ToEvidence())
            : Verdict.Passed("It looked the order up, and entered none beside it.", CertifyWatch.Evidence(dropped), CertifyWatch.Evidence(again));
    }

    /// <summary>A late answer: no second order that wants the same while the first one lives.</summary>
    public static Verdict DoesNotRepeat(Observation seen)
    {
        if (seen.First(FaultKind.AckLate) is not { } late)
            return Verdict.NotExercised("It entered no order whose answer could be late.");
        if (OrderOf(seen, late) is not { } slow)
            return Verdict.NotExercised("The order whose answer was late had been refused by the exchange.");
        return TwinOf(seen, slow) is { } twin
            ? Verdict.Failed("It entered a second order that wants the same while the first one lived.", CertifyWatch.Evidence(late), slow.ToEvidence(), twin.ToEvidence())
            : seen.After(late.Seconds + Grace).Any()
                ? Verdict.Passed("It entered no second order that wants the same.", CertifyWatch.Evidence(late))
                : Verdict.Failed("It did nothing any more.", CertifyWatch.Evidence(late));
    }

    /// <summary>An execution told twice or late: the sizes of its next orders are those it had before.</summary>
    public static Verdict KeepsSizes(Observation seen)
    {
        if (seen.First(FaultKind.FillDuplicated, FaultKind.FillDelayed) is not { } told)
            return Verdict.NotExercised("It was told of no execution at a door where that could be changed.");
        var before = seen.Orders.Where(order => order.Entered <= told.Seconds).Select(order => order.Quantity).ToHashSet();
        var after = seen.OwnOrders.Where(order => order.Entered > told.Seconds + (told.Fault.Kind == FaultKind.FillDelayed ? 0 : Grace)).ToArray();
        if (before.Count is 0 or > MostSizes)
            return Verdict.NotExercised(before.Count == 0 ? "It had entered no order before." : "Its orders have many sizes; what they should be is not seen from here.");
        if (after.Length == 0)
            return Verdict.NotExercised("It entered no order afterwards.");
        var strange = after.Where(order => !before.Contains(order.Quantity)).ToArray();
        return strange.Length > 0
            ? Verdict.Failed("Orders after it have sizes that none had before.", [CertifyWatch.Evidence(told), .. strange.Take(MostEvidence).Select(order => order.ToEvidence())])
            : Verdict.Passed($"{after.Length} orders after it have the sizes of those before.", CertifyWatch.Evidence(told));
    }

    /// <summary>A connection that is silent or gone: a new one, and a question about what it has before the next order.</summary>
    public static Verdict ComesBack(Observation seen)
    {
        if (seen.First(FaultKind.Silent, FaultKind.ConnectionKilled) is not { } broken)
            return Verdict.NotExercised("It had no connection that could break.");
        // What comes after the exchange itself may have given the connection up shows nothing of the bot.
        var until = broken.Seconds + (broken.Fault.Kind == FaultKind.Silent ? GiveUpSeconds(broken.Door) : double.PositiveInfinity);
        var back = seen.After(broken.Seconds).FirstOrDefault(one => one.Kind == SeenKind.Connected && one.Door == broken.Door && one.Seconds < until);
        return back is null
            ? Verdict.Failed(string.Create(CultureInfo.InvariantCulture, $"It opened no new connection in {Math.Min(seen.End, until) - broken.Seconds:N0} s."), CertifyWatch.Evidence(broken))
            : KnowsItsStanding(seen, back, CertifyWatch.Evidence(broken));
    }

    /// <summary>The exchange was away: it comes back, and asks about what it has before the next order.</summary>
    public static Verdict ReturnsAfterRestart(Observation seen)
    {
        if (seen.Stopped is not { } stopped)
            return Verdict.NotExercised("The exchange was not restarted.");
        var line = string.Create(CultureInfo.InvariantCulture, $"{stopped,8:N3} s  the exchange has stopped, and starts again");
        return seen.After(stopped).FirstOrDefault(one => one.Kind is not (SeenKind.Disconnected or SeenKind.Beat)) is { } back
            ? KnowsItsStanding(seen, back, line)
            : Verdict.Failed(string.Create(CultureInfo.InvariantCulture, $"It did not come back in {seen.End - stopped:N0} s."), line);
    }

    /// <summary>A gap in market data: a new book, or a new connection, before the next order.</summary>
    public static Verdict AsksForTheBook(Observation seen)
    {
        if (seen.First(FaultKind.StreamGap) is not { } gap)
            return Verdict.NotExercised("It read no market data that could have a gap.");
        var book = seen.After(gap.Seconds).FirstOrDefault(one => Books.Contains(one.Kind));
        var shown = seen.After(gap.Seconds).FirstOrDefault(one => one.Kind == SeenKind.ShownGap && (one.Door, one.Session) == (gap.Door, gap.Session));
        if (book is null && shown is null)
            return Verdict.NotExercised("No message came after the gap by which it could be seen.");
        var traded = shown is null ? null : seen.After(shown.Seconds + Grace).FirstOrDefault(one => one.Kind == SeenKind.Order && (book is null || one.Seconds < book.Seconds));
        if (traded is not null)
            return Verdict.Failed("It entered an order before it asked for a new book.", CertifyWatch.Evidence(gap), CertifyWatch.Evidence(shown!), CertifyWatch.Evidence(traded));
        return book is null
            ? Verdict.Failed("It never asked for a new book.", CertifyWatch.Evidence(gap))
            : Verdict.Passed("It asked for a new book before it traded on.", CertifyWatch.Evidence(gap), CertifyWatch.Evidence(book));
    }

    /// <summary>Half of a message: it goes on, and where that was the answer to an order, it enters no second one.</summary>
    public static Verdict GoesOn(Observation seen)
    {
        if (seen.First(FaultKind.Truncated) is not { } cut)
            return Verdict.NotExercised("It got no message that could be cut off.");
        if (OrderOf(seen, cut) is { } order && TwinOf(seen, order) is { } twin)
            return Verdict.Failed("It entered a second order that wants the same while the first one lived.", CertifyWatch.Evidence(cut), order.ToEvidence(), twin.ToEvidence());
        return seen.After(cut.Seconds + Grace).FirstOrDefault(one => one.Kind is not (SeenKind.Disconnected or SeenKind.Beat)) is { } next
            ? Verdict.Passed("It went on.", CertifyWatch.Evidence(cut), CertifyWatch.Evidence(next))
            : Verdict.Failed("It did nothing any more.", CertifyWatch.Evidence(cut));
    }

    /// <summary>A book that comes late: no order before it is there, and not one question for it after the other.</summary>
    public static Verdict WaitsForTheBook(Observation seen)
    {
        if (seen.First(FaultKind.SlowSnapshot) is not { } slow)
            return Verdict.NotExercised("It asked for no book.");
        var there = slow.Seconds + (slow.Fault.DelayMs / 1_000.0);
        var meanwhile = seen.After(slow.Seconds + Grace).Where(one => one.Seconds < there).ToArray();
        // Whoever has asked again has another book than the late one.
        if (meanwhile.TakeWhile(one => one.Kind != SeenKind.AskBook).FirstOrDefault(one => one.Kind == SeenKind.Order) is { } order)
            return Verdict.Failed("It entered an order before the book that it had asked for was there.", CertifyWatch.Evidence(slow), CertifyWatch.Evidence(order));
        var books = meanwhile.Where(one => one.Kind == SeenKind.AskBook).ToArray();
        if (books.Length > MostBooksMeanwhile)
            return Verdict.Failed($"It asked for the book {books.Length} times more while it waited.", [CertifyWatch.Evidence(slow), .. Some(books)]);
        return seen.After(there).Any()
            ? Verdict.Passed("It waited for the book.", CertifyWatch.Evidence(slow))
            : Verdict.Failed("It did nothing any more once the book was there.", CertifyWatch.Evidence(slow));
    }

    private static Verdict KnowsItsStanding(Observation seen, Seen back, string why)
    {
        // A FIX logon goes on with the numbers of the session, which bring every report that was missed.
        var asked = seen.Seen.FirstOrDefault(one => one.Seconds >= back.Seconds && (Standings.Contains(one.Kind) || (one.Door == FaultDoor.Fix && one.Kind == SeenKind.LoggedOn)));
        var traded = seen.After(back.Seconds - Grace).FirstOrDefault(one => one.Kind == SeenKind.Order && one.Seconds >= back.Seconds);
        if (traded is not null && (asked is null || traded.Seconds < asked.Seconds))
            return Verdict.Failed("It came back, and entered an order before it asked about its orders, its account or the book.", why, CertifyWatch.Evidence(back), CertifyWatch.Evidence(traded));
        return asked is null
            ? Verdict.Failed("It came back, and asked for nothing.", why, CertifyWatch.Evidence(back))
            : Verdict.Passed("It came back, and asked where it stands.", why, CertifyWatch.Evidence(back), CertifyWatch.Evidence(asked));
    }

    // The order that a fault's message is about, by its number or its whole name; a name may be used again once its order has ended. A request over HTTP may have none: the fault is decided before the order is in.
    private static BotOrder? OrderOf(Observation seen, Injected injected)
    {
        if (injected.OrderId != 0 && seen.Orders.FirstOrDefault(order => order.Id == injected.OrderId) is { } numbered)
            return numbered;
        if (injected.ClientOrderId.Length > 0)
            return seen.Orders.Where(order => order.ClientOrderId == injected.ClientOrderId).MinBy(order => Math.Abs(order.Entered - injected.Seconds));
        return seen.Seen.Any(one => one.Kind == SeenKind.Order && IsItself(one, injected)) ? seen.Orders.FirstOrDefault(order => order.Entered >= injected.Seconds - Grace && order.Entered <= injected.Seconds + 1) : null;
    }

    private static BotOrder? TwinOf(Observation seen, BotOrder first) =>
        seen.Orders.FirstOrDefault(order => order.Id > first.Id && order.WantsTheSameAs(first) && (first.Ended is null || order.Entered < first.Ended));

    private static bool IsItself(Seen seen, Injected injected) => seen.Text == injected.Text && Math.Abs(seen.Seconds - injected.Seconds) < Grace;

    // After so long without a pong the exchange's own keepalive may end a WebSocket; FIX and native stay silent until the client leaves.
    private static double GiveUpSeconds(FaultDoor door) => door switch
    {
        FaultDoor.Ws => HttpServer.PongTimeoutSeconds,
        FaultDoor.BinanceStream or FaultDoor.BinanceApi => DefaultSockets.PongTimeoutMs / 1_000.0,
        _ => double.PositiveInfinity,
    };

    private static bool IsWork(Seen seen) => seen.Fault is null && seen.Kind is not (SeenKind.AskTime or SeenKind.Beat or SeenKind.Disconnected or SeenKind.Connected);

    private static string[] Some(IEnumerable<Seen> seen) => [.. seen.Take(MostEvidence).Select(CertifyWatch.Evidence)];
}
