using System.Text;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Unit.Adapters.Compliance;

/// <summary>
/// A pretended venue and a session connected to it, with virtual time: makes random updates, bends the stream as told, and answers what the session asks for. After every frame
/// the law is checked: a book that is Trusted equals the venue's book as of the last update that came through.
/// </summary>
internal sealed class PretendedVenue
{
    private const long StepNs = 100_000_000;

    private readonly VenueScript _script;
    private readonly Random _random;
    private readonly PretendedBook _book = new();
    private readonly Queue<(int Due, string Text, long Last, string Picture)> _answers = new();
    private string _delivered = "";
    private long _deliveredLast;
    private int _steps;
    private long _now = 1_800_000_000_000_000_000;

    public PretendedVenue(VenueScript script, int seed)
    {
        _script = script;
        _random = new Random(seed);
        var table = TestListings.Of(script.Protocol.Venue, script.Listing);
        Session = new FeedSession<FeedLogSink>(script.Protocol, table, [Listing], new FeedLogSink(Log), 1);
        for (var i = 0; i < 8; i++)
        {
            _book.Levels.Set(Side.Buy, 20_000 - i * 3, 5 + i);
            _book.Levels.Set(Side.Sell, 20_004 + i * 3, 5 + i);
        }
    }

    public static ListingId Listing => new(1);

    public FeedLog Log { get; } = new();

    public FeedSession<FeedLogSink> Session { get; }

    public BookTrust State => Session.StateOf(Listing);

    /// <summary>How many steps an answer takes; a failed one is asked for again.</summary>
    public int AnswerSteps { get; set; } = 2;

    /// <summary>So many answers are lost.</summary>
    public int AnswersToLose { get; set; }

    /// <summary>Nothing is answered: what is asked for is only counted.</summary>
    public bool IsMute { get; set; }

    /// <summary>Subscriptions of the book asked for beside those at the start.</summary>
    public int Resubscriptions { get; private set; }

    public void Connect()
    {
        Session.OnConnected(Now);
        _book.Frames = 0;
        if (!IsRest && !IsMute)
            Answer();
        Settle();
    }

    /// <summary>The venue's numbers go on elsewhere, so much larger or smaller.</summary>
    public void Jump(long by)
    {
        _book.Last += by;
        _book.Frames += by;
        _deliveredLast = Math.Min(_deliveredLast, _book.Last);
    }

    public void Disconnect()
    {
        _answers.Clear();
        Session.OnDisconnected(Now);
    }

    /// <summary>Runs until the book is trusted, or gives up.</summary>
    public bool RunUntilTrusted(int stepsMax = 4_000)
    {
        for (var i = 0; i < stepsMax && State != BookTrust.Trusted; i++)
            Step(Make());
        return State == BookTrust.Trusted;
    }

    public void Run(int steps)
    {
        for (var i = 0; i < steps; i++)
            Step(Make());
    }

    /// <summary>A random update as the venue sends it; it is in the venue's book from now on, whether it comes through or not.</summary>
    public (string Frame, string Picture, string? Spoiled) Make()
    {
        var changes = new List<ScriptChange>();
        for (var n = Math.Min(_random.Next(1, 6), _script.ChangesMax); n > 0 || changes.Count == 0; n--)
        {
            var side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
            var levels = side == Side.Buy ? _book.Levels.Bids : _book.Levels.Asks;
            var price = side == Side.Buy ? _book.Levels.BestAsk!.Value - 1 - _random.Next(40) : _book.Levels.BestBid!.Value + 1 + _random.Next(40);
            if (changes.Any(change => change.Side == side && change.Price == price))
                continue;
            var before = levels.GetValueOrDefault(price);
            var quantity = before > 0 && levels.Count > 3 && _random.Next(2) == 0 ? 0 : _random.Next(1, 50);
            if (quantity == before || (before == 0 && levels.Count >= _script.Depth))
                continue;
            _book.Levels.Set(side, price, quantity);
            changes.Add(new ScriptChange(side, price, quantity, before));
        }

        _book.Last += 3;
        _book.Frames++;
        return (_script.Update(_book, changes), _book.Levels.Picture(), _script.Spoiled(_book, changes));
    }

    /// <summary>The trade of the script, with the number that comes next where trades are counted.</summary>
    public string MakeTrade() => _script.TradeAfter(_book);

    /// <summary>A frame comes through, then time passes and due answers come.</summary>
    public void Step((string Frame, string Picture, string? Spoiled) update)
    {
        (_delivered, _deliveredLast) = (update.Picture, _book.Last);
        Deliver(update.Frame);
        Tick();
    }

    /// <summary>A frame comes through that changes nothing: a repetition, or something broken.</summary>
    public void Deliver(string frame) => Deliver(Encoding.UTF8.GetBytes(frame));

    /// <summary>A frame comes through late. Where only a checksum proves a book, an older frame may lead back to the book of then, which is right by its own checksum; the next one shows it.</summary>
    public void DeliverLate(string frame)
    {
        Session.OnFrame(Encoding.UTF8.GetBytes(frame), Now);
        if (_script.LossShowsAtOnce)
            Settle();
    }

    public void Deliver(byte[] frame)
    {
        Session.OnFrame(frame, Now);
        Settle();
    }

    public void Tick()
    {
        _now += StepNs;
        _steps++;
        while (_answers.Count > 0 && _answers.Peek().Due <= _steps)
        {
            var (_, text, last, picture) = _answers.Dequeue();
            if (AnswersToLose > 0)
            {
                AnswersToLose--;
                continue;
            }

            if (IsRest)
            {
                // The book as it was when it was asked for: the updates since then wait for it.
                if (last > _deliveredLast)
                    (_delivered, _deliveredLast) = (picture, last);
                Session.OnSnapshot(Listing, Encoding.UTF8.GetBytes(text), Now);
            }
            else
            {
                // The book as of now, in the stream: nothing is between it and the next update.
                _book.Frames++;
                (_delivered, _deliveredLast) = (_book.Levels.Picture(), _book.Last);
                Session.OnFrame(Encoding.UTF8.GetBytes(_script.Snapshot(_book)), Now);
            }

            Settle();
        }

        Session.OnClock(Now);
        Settle();
    }

    /// <summary>Time with trades but without changes of the book, until it is not trusted any more.</summary>
    public bool TalkUntilDoubted(int secondsMax)
    {
        for (var i = 0; i < secondsMax && State == BookTrust.Trusted; i++)
        {
            _now += 1_000_000_000;
            Session.OnFrame(Encoding.UTF8.GetBytes(MakeTrade()), Now);
            Session.OnClock(Now);
        }

        var isDoubted = State != BookTrust.Trusted;
        Settle();
        return isDoubted;
    }

    /// <summary>Time without frames.</summary>
    public void Silence(int seconds)
    {
        for (var i = 0; i < seconds * 2; i++)
        {
            _now += 500_000_000;
            Session.OnClock(Now);
        }

        Settle();
    }

    private void Answer() => _answers.Enqueue((_steps + AnswerSteps, IsRest ? _script.Snapshot(_book) : "", _book.Last, _book.Levels.Picture()));

    private bool IsRest => _script.Protocol.Rules.Snapshot == SnapshotSource.Rest;

    private Timestamp Now => new(_now);

    private void Settle()
    {
        var (asked, reconnects) = (false, false);
        while (Session.TryTakeAction(out var action))
        {
            Resubscriptions += action.Kind == FeedActionKind.Send && !action.Listing.IsNone ? 1 : 0;
            asked |= action.Kind == FeedActionKind.FetchSnapshot || (action.Kind == FeedActionKind.Send && !action.Listing.IsNone);
            reconnects |= action.Kind == FeedActionKind.Reconnect;
        }

        if (reconnects)
        {
            Disconnect();
            Connect();
            return;
        }

        if (asked && !IsMute)
            Answer();
        if (State == BookTrust.Trusted && Log.BookOf(Listing).Picture() != _delivered)
            Xunit.Assert.Fail($"step {_steps}: trusted, but wrong:\n  has {Log.BookOf(Listing).Picture()}\n  is  {_delivered}");
    }
}
