using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Quality;
using Xunit;

namespace Rialto.Unit.Trading.Quality;

public class EventHistoryTests
{
    [Fact]
    public void The_newest_ten_thousand_are_kept()
    {
        var history = new EventHistory();
        Assert.Equal((0, 10_000), (history.Count, history.Capacity));
        Assert.Throws<ArgumentOutOfRangeException>(() => history[0]);
        for (var i = 0; i < 25_001; i++)
        {
            Add(history, i, FeedEventKind.Trade, QualityMarks.None);
            Assert.Equal(i, history[0].Event.TradeId);
        }

        Assert.Equal((10_000, 25_001), (history.Count, history.Total));
        Assert.Equal(25_000 - 9_999, history[9_999].Event.TradeId);
        Assert.Throws<ArgumentOutOfRangeException>(() => history[10_000]);
        var three = new JudgedEvent[3];
        Assert.Equal(3, history.CopyNewest(three));
        Assert.Equal([24_998L, 24_999L, 25_000L], three.Select(judged => judged.Event.TradeId));
    }

    [Fact]
    public void A_query_asks_by_time_kind_and_marks()
    {
        var history = new EventHistory(8);
        for (var i = 0; i < 12; i++)
            Add(history, i, i % 2 == 0 ? FeedEventKind.Trade : FeedEventKind.Level, i % 3 == 0 ? QualityMarks.Jump : QualityMarks.None);
        Assert.Equal("4,5,6,7,8,9,10,11", Ask(0, 0, FeedEventKind.None, QualityMarks.None));
        Assert.Equal("6,7,8", Ask(6, 9, FeedEventKind.None, QualityMarks.None));
        Assert.Equal("6,8,10", Ask(5, 0, FeedEventKind.Trade, QualityMarks.None));
        Assert.Equal("6,9", Ask(0, 0, FeedEventKind.None, QualityMarks.Jump | QualityMarks.Range));

        string Ask(long from, long until, FeedEventKind kind, QualityMarks marks)
        {
            var into = new JudgedEvent[16];
            return string.Join(',', into[..history.CopyWhere(new Timestamp(from), new Timestamp(until), kind, marks, into)].Select(judged => judged.Event.TradeId));
        }
    }

    private static void Add(EventHistory history, long number, FeedEventKind kind, QualityMarks marks)
    {
        var told = new FeedEvent { TradeId = number, ReceiveTime = new Timestamp(number), Kind = kind };
        history.Add(in told, new QualityVerdict(marks, false));
    }
}
