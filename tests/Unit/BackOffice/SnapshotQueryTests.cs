using Rialto.BackOffice.Audit;
using Rialto.BackOffice.Replay;
using Rialto.Journal.Following;
using Rialto.Journal.Snapshots;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Xunit;

namespace Rialto.Unit.BackOffice;

public sealed class SnapshotQueryTests
{
    [Fact]
    public void Books_and_stories_are_the_same_with_and_without_snapshots()
    {
        using var past = AuditIndexTests.Busy();
        var plain = Ask(past);
        Take(past);
        Assert.True(Directory.GetFiles(past.File("snapshots")).Length > 5);
        Assert.Equal(plain, Ask(past));
        AuditIndexTests.Build(past);
        Assert.Equal(plain, Ask(past));
    }

    [Fact]
    public void With_index_and_snapshots_little_is_read_again()
    {
        using var past = AuditIndexTests.Busy();
        Take(past);
        AuditIndexTests.Build(past);
        var history = new History(past.Folder, new ExchangeLimits()) { WorkLimit = 230 };

        Assert.NotNull(new AuditQueries(history).Order(new OrderId(100)));
        Assert.NotNull(new AuditQueries(history).Book("AAPL", new Moment(290, default)));
        Assert.NotNull(new AuditQueries(history).Book("AAPL", new Moment(0, past.Commands[289].Time)));
    }

    [Fact]
    public void A_broken_snapshot_is_bypassed_for_the_one_before_and_said()
    {
        using var past = AuditIndexTests.Busy();
        var plain = Ask(past);
        Take(past);
        foreach (var path in Directory.GetFiles(past.File("snapshots")).Where((_, i) => i % 2 == 1))
        {
            var bytes = File.ReadAllBytes(path);
            bytes[^20] ^= 1;
            File.WriteAllBytes(path, bytes);
        }

        Assert.Equal(plain, Ask(past));
        var queries = past.Queries;
        _ = queries.Book("AAPL", Moment.End);
        Assert.All(queries.Notes, note => Assert.Contains("bypassed", note, StringComparison.Ordinal));
    }

    private static List<string> Ask(PastJournal past)
    {
        var told = new List<string>();
        for (var sequence = 5; sequence <= past.Commands.Count; sequence += 7)
        {
            told.Add(Told(past.Queries.Book("AAPL", new Moment(sequence, default))!));
            told.Add(Told(past.Queries.Book("AAPL", new Moment(0, new Timestamp(past.Commands[sequence - 1].Time.Nanoseconds + 1)))!));
            told.Add(past.Queries.Order(new OrderId(sequence)) is { } story ? OrderStoryTests.Json(story, null) : "none");
        }

        return told;

        static string Told(BookAt at) => $"{at.Sequence} {at.StateHash:x16} {at.Book.Bids.Count} {at.Book.Asks.Count} {at.Book.LastPrice}";
    }

    internal static void Take(PastJournal past)
    {
        var history = past.History;
        var taker = new SnapshotTaker(new SnapshotFolder(history.SnapshotFolder), new SnapshotSchedule(40, 0), Clock.System);
        var machine = new Replayed(new Replica(new ExchangeLimits()));
        using var follower = new JournalFollower<Replayed>(machine, history.Journal.Open(), 0, () => long.MaxValue, [taker]);
        while (follower.DoWork() > 0)
        {
            // To the end.
        }
    }
}
