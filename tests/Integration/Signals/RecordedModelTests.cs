using System.Globalization;
using System.Text;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Features;
using Rialto.Trading.Signals;
using Rialto.Trading.Signals.Trees;
using Rialto.Unit.Trading.Features;
using Xunit;

namespace Rialto.Integration.Signals;

/// <summary>
/// The whole way on a recording: features, targets 15 s ahead, a model that the real LightGBM trains on the first part, and answers for the rest by our evaluator: the same as the library's to the last bit. What the model is worth is printed, and is little:
/// docs/reference/features.md says why.
/// </summary>
public class RecordedModelTests(ITestOutputHelper output)
{
    private const long Second = 1_000_000_000;

    private static readonly string[] Names =
        ["wap", "microprice", "imbalance", "imbalance:10", "ofi:1s", "ofi:5:1s", "ofi:10:10s", "tfi:1s", "tfi-share:10s", "return:1s", "return:5s", "return:15s", "leader-return:1s", "basis", "spread-bps", "intensity:5s", "rv:15s:1s"];

    [Fact]
    public void A_model_trained_on_a_recording_answers_alike_here_and_in_the_library()
    {
        Assert.SkipUnless(LightGbm.IsThere, "LightGBM's library cannot be loaded on this platform.");
        var (table, events) = RecordedMarkets.Bitcoin();
        var lessons = Lessons(table, events, RecordedMarkets.Perpetual, RecordedMarkets.Spot);
        var columns = Names.Length - 1;

        // What is tested begins 15 s after the last lesson, so that no target of one part reaches into the other.
        var cut = lessons.Count * 6 / 10;
        var tested = lessons.FindAll(lesson => lesson.Time >= lessons[cut].Time + 15 * Second);
        using var real = LightGbm.Train([.. lessons[..cut].SelectMany(lesson => lesson.Features)], columns, [.. lessons[..cut].Select(lesson => (float)(lesson.Target * 1e4))], 100, "objective=regression num_leaves=31 learning_rate=0.03 min_data_in_leaf=50");
        Assert.True(TreeModel.TryRead(Encoding.UTF8.GetBytes(real.ToText()), out var model, out var error), error.ToString());
        var expected = real.Predict([.. tested.SelectMany(lesson => lesson.Features)], columns, 1, raw: false);
        var evaluator = new TreeEvaluator(model);
        var answer = new double[1];
        var (hits, ups, moved, errors, squares) = (0, 0, 0, 0.0, 0.0);
        for (var i = 0; i < tested.Count; i++)
        {
            evaluator.Evaluate(tested[i].Features, answer);
            Assert.Equal(expected[i], answer[0]);
            var target = tested[i].Target * 1e4;
            (errors, squares) = (errors + (target - answer[0]) * (target - answer[0]), squares + target * target);
            moved += target != 0 ? 1 : 0;
            ups += target > 0 ? 1 : 0;
            hits += target != 0 && Math.Sign(answer[0]) == Math.Sign(target) ? 1 : 0;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"perpetual 15 s, {model.Trees} trees from {cut} lessons: {tested.Count} forecasts, direction right {100.0 * hits / moved:F1} % (always the commoner one: {100.0 * Math.Max(ups, moved - ups) / moved:F1} %), R2 against no change {1 - errors / squares:F3}"));
        Assert.True(tested.Count > 500);
    }

    private static List<(long Time, double[] Features, double Target)> Lessons(ListingTable table, List<FeedEvent> events, ListingId listing, ListingId leader)
    {
        const long step = Second / 10;
        var books = new Consolidation<Silent>(table, default);
        Assert.True(FeatureSet.TryMake(new FeatureSources(books.BookOf(listing)) { Leader = books.BookOf(leader) }, Names, out var set, out var error), error);
        var targets = new ForwardTarget(15 * Second, Names.Length, 200);
        var lessons = new List<(long, double[], double)>();
        var row = new double[Names.Length];
        var last = events.FindLast(told => told.Listing == RecordedMarkets.Perpetual).ReceiveTime;
        var (next, isBetweenFrames) = (events[0].ReceiveTime.Nanoseconds / step + 1, true);
        foreach (var told in events.TakeWhile(told => told.ReceiveTime <= last))
        {
            for (; isBetweenFrames && next * step <= told.ReceiveTime.Nanoseconds; next++)
            {
                var moment = new Timestamp(next * step - 1);
                set.Advance(moment);
                while (targets.TryTake(moment, out var seen, out var target))
                    lessons.Add((moment.Nanoseconds - 15 * Second, seen[1..].ToArray(), target));
                if (!set.AreAllReady)
                {
                    targets.Clear();
                    continue;
                }

                targets.Tell(moment, set.Values[0]);
                set.Values.CopyTo(row);

                // A price says little by itself: how far the microprice is from the WAP does.
                row[1] = row[1] / row[0] - 1;
                Assert.True(targets.TryObserve(row));
            }

            books.Apply(in told);
            set.Apply(in told);
            isBetweenFrames = (told.Flags & FeedEventFlags.LastOfFrame) != 0;
        }

        return lessons;
    }

    private readonly struct Silent : INbboSink
    {
        public void OnBbo(ListingId listing, in Bbo best, Timestamp receiveTime)
        {
        }

        public void OnNbbo(int symbol, in Nbbo best, Timestamp receiveTime)
        {
        }
    }
}
