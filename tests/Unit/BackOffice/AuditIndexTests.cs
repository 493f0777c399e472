using Rialto.BackOffice.Audit;
using Rialto.BackOffice.Index;
using Rialto.BackOffice.Replay;
using Rialto.Journal.Archive;
using Rialto.Journal.Following;
using Rialto.Journal.Snapshots;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.BackOffice;

public sealed class AuditIndexTests
{
    private const int Interval = 16;

    [Fact]
    public void Every_story_is_the_same_with_and_without_the_index()
    {
        using var past = Busy();
        var orders = Enumerable.Range(1, 400).Select(id => new OrderId(id)).ToList();
        var plain = orders.Select(order => Told(past, order)).ToList();
        var activity = Activities(past);
        Build(past);

        Assert.True(Directory.GetFiles(past.File("index")).Length > 10);
        Assert.Equal(plain, orders.Select(order => Told(past, order)));
        Assert.Equal(activity, Activities(past));
        Assert.Contains(plain, text => text.Contains("over session 7 from 192.0.2.7:51234", StringComparison.Ordinal));
    }

    [Fact]
    public void Orders_trades_and_client_order_ids_are_found_without_looking_at_every_command()
    {
        using var past = Busy();
        var trades = Enumerable.Range(1, 200).Select(id => past.Queries.Trade(new TradeId(id))?.Command.Sequence).ToList();
        var named = past.Queries.Orders(new OwnerId(1), Text36.Of("name-1")).Orders.ToList();
        Build(past);

        Assert.Equal(trades, Enumerable.Range(1, 200).Select(id => past.Queries.Trade(new TradeId(id))?.Command.Sequence));
        Assert.Equal(named, past.Queries.Orders(new OwnerId(1), Text36.Of("name-1")).Orders);
        using var index = AuditIndex.Open(past.History);
        var looked = index.Where(PostingKind.Orders, 3, index.EnteredFrom(new OrderId(3))).Where(stretch => stretch.Only is not null).Sum(stretch => stretch.Only!.Count);
        Assert.InRange(looked, 1, 20);
        Assert.Equal(past.Commands.Count / Interval, new IndexFolder(past.File("index")).List().Count);
    }

    [Fact]
    public void A_follower_that_begins_in_the_middle_of_an_interval_makes_the_same_files()
    {
        using var past = Busy();
        Build(past);
        var whole = Files(past);
        Directory.Delete(past.File("index"), recursive: true);

        Build(past, 0, 37);
        Build(past, 37, 100);
        Build(past, 100);

        Assert.Equal(whole.Keys, Files(past).Keys);
        Assert.All(Files(past), file => Assert.Equal(whole[file.Key], file.Value));
    }

    [Fact]
    public void A_changed_byte_is_found_or_does_not_matter_and_what_is_broken_is_bypassed_and_said()
    {
        using var past = Busy();
        var plain = Told(past, new OrderId(3));
        Build(past);
        var path = new IndexFolder(past.File("index")).PathOf(1);
        var good = File.ReadAllBytes(path);
        var said = 0;
        for (var i = 0; i < good.Length; i += i < PostingsHeader.SizeBytes ? 5 : 61)
        {
            var bad = (byte[])good.Clone();
            bad[i] ^= 0x40;
            File.WriteAllBytes(path, bad);
            var queries = past.Queries;
            Assert.Equal(plain, StoryText.Of(queries.Order(new OrderId(3))!, PastJournal.Scene()));
            said += queries.Notes.Count;
        }

        Assert.True(said > PostingsHeader.SizeBytes / 10);
        File.WriteAllBytes(path, good[..^1]);
        var shorter = past.Queries;
        Assert.Equal(plain, StoryText.Of(shorter.Order(new OrderId(3))!, PastJournal.Scene()));
        Assert.Contains("bypassed", Assert.Single(shorter.Notes), StringComparison.Ordinal);
        Directory.Delete(past.File("index"), recursive: true);
        Assert.Equal(plain, Told(past, new OrderId(3)));
    }

    [Fact]
    public void The_index_of_another_journal_is_bypassed()
    {
        using var past = Busy();
        using var other = new PastJournal();
        for (var i = 0; i < past.Commands.Count; i++)
            other.Buy(1, 1 + i, 10_000);
        Build(past);
        Directory.Move(past.File("index"), other.File("index"));

        var queries = other.Queries;
        var story = queries.Order(new OrderId(3))!;

        Assert.Equal(3, story.Accepted.Quantity.Units);
        Assert.Contains("of another journal", Assert.Single(queries.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_that_would_read_too_much_is_refused_and_a_page_is_shorter_instead()
    {
        using var past = Busy();
        var history = new History(past.Folder, new ExchangeLimits()) { WorkLimit = 50 };
        var queries = new AuditQueries(history);

        Assert.Throws<WorkLimitException>(() => queries.Order(new OrderId(1)));
        var page = queries.Activity(new ActivityQuery(new OwnerId(1), default, default, 0, 1000));
        Assert.InRange(page.Next, 40, 60);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(40)]
    public void Where_old_segments_were_taken_away_questions_about_what_is_left_are_answered_and_the_rest_is_said(long indexedThrough)
    {
        using var past = Busy(4096);
        var last = new OrderId(past.Queries.Book("AAPL", Moment.End)!.Book.Bids.Max(order => order.OrderId.Value));
        var plain = Told(past, last);
        var everything = past.Queries.Activity(new ActivityQuery(new OwnerId(1), default, default, 0, 1000)).Steps;
        Build(past, 0, indexedThrough);
        SnapshotQueryTests.Take(past);
        Assert.True(Retention.Apply(past.File("journal"), new SnapshotFolder(past.File("snapshots")), new RetentionRules(KeepSegments: 1), 0).Deleted > 2);
        var first = SegmentArchive.List(past.File("journal"))[0].BaseSequence;

        var queries = past.Queries;
        Assert.Equal(plain, StoryText.Of(queries.Order(last)!, Scene(past)));
        Assert.Null(past.Queries.Order(new OrderId(1)));
        Assert.NotNull(past.Queries.Book("AAPL", Moment.End));
        queries = past.Queries;
        var kept = queries.Activity(new ActivityQuery(new OwnerId(1), default, default, 0, 1000)).Steps;
        Assert.InRange(kept[0].Sequence, first, past.Commands.Count);
        Assert.Equal(everything.Where(step => step.Sequence >= kept[0].Sequence).Select(step => step.Sequence), kept.Select(step => step.Sequence));
        Assert.Contains(queries.Notes, note => note.Contains("is not kept any more", StringComparison.Ordinal));
        Assert.Null(past.Queries.Trade(new TradeId(1)));
    }

    internal static void Build(PastJournal past, long from = 0, long through = long.MaxValue)
    {
        var history = past.History;
        var machine = new Replayed(history.StandBefore(from + 1));
        using var follower = new JournalFollower<Replayed>(machine, history.Journal.OpenAt(from + 1), 0, () => through, [new IndexListener(history, Interval)]);
        while (follower.DoWork() > 0)
        {
            // To the end.
        }
    }

    private static string Told(PastJournal past, OrderId order) =>
        past.Queries.Order(order) is { } story ? StoryText.Of(story, Scene(past)) : "none";

    private static Scene Scene(PastJournal past) => PastJournal.Scene() with { AddressOf = session => session.Value == 7 ? "192.0.2.7:51234" : null };

    private static List<string> Activities(PastJournal past)
    {
        var told = new List<string>();
        for (var owner = 1; owner <= 4; owner++)
        {
            var after = 0L;
            do
            {
                var page = past.Queries.Activity(new ActivityQuery(new OwnerId(owner), past.Commands[20].Time, past.Commands[200].Time, after, 7));
                told.Add(StoryText.Of(page, PastJournal.Scene()));
                after = page.Next;
            }
            while (after != 0);
        }

        return told;
    }

    private static Dictionary<string, byte[]> Files(PastJournal past) => Directory.GetFiles(past.File("index")).Order().ToDictionary(path => Path.GetFileName(path)!, File.ReadAllBytes);

    internal static PastJournal Busy(int segmentBytes = 1 << 16)
    {
        var past = new PastJournal(segmentBytes: segmentBytes);
        var random = new Random(20261121);
        for (var i = 0; i < 300; i++)
        {
            var (owner, quantity, price) = (1 + random.Next(3), 1 + random.Next(50), 14_990 + random.Next(20));
            switch (random.Next(6))
            {
                case 0:
                    past.Cancel(owner, 1 + random.Next(i + 1));
                    break;
                case 1:
                    var command = PastJournal.Limit((Side)random.Next(2), owner, quantity, price);
                    command.Terms = OrderTerms.Of(OrderType.Limit, selfTradePrevention: (SelfTradePrevention)random.Next(6));
                    past.Add(command);
                    break;
                case 2:
                    past.Add(new Command { Kind = CommandKind.ReplaceOrder, Owner = new OwnerId(owner), OrderId = new OrderId(1 + random.Next(i + 1)), Price = new Price(price) });
                    break;
                default:
                    past.Add(PastJournal.Limit((Side)random.Next(2), owner, quantity, price, random.Next(3) == 0 ? "name-" + random.Next(5) : null, session: owner == 1 ? 7 : 0));
                    break;
            }
        }

        return past;
    }
}

/// <summary>A replica as a follower's machine.</summary>
internal sealed class Replayed(Replica replica) : IReplayMachine
{
    public ReadOnlySpan<ExchangeEvent> Apply(in Command command) => replica.Apply(in command);

    public ulong StateHash() => replica.StateHash;

    public void Save(System.Buffers.IBufferWriter<byte> target) => replica.Save(target);
}
