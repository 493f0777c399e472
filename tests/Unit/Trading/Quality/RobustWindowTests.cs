using Rialto.Trading.Quality;
using Xunit;

namespace Rialto.Unit.Trading.Quality;

public class RobustWindowTests
{
    [Fact]
    public void Random_windows_have_the_statistics_that_sorting_finds()
    {
        var random = new Random(3);
        foreach (var size in new[] { 1, 2, 3, 31, 127 })
        {
            var window = new RobustWindow(size);
            var all = new List<long>();
            for (var i = 0; i < 3_000; i++)
            {
                var value = random.Next(4) == 0 ? random.NextInt64(-(1L << 62), 1L << 62) : random.Next(20);
                window.Add(value);
                all.Add(value);
                var recent = all.TakeLast(size).Order().ToArray();
                var median = recent[recent.Length / 2];
                var deviation = recent.Select(one => (ulong)Math.Abs(one - median)).Order().ElementAt(recent.Length / 2);
                Assert.Equal((recent.Length, median, deviation, recent[(recent.Length - 1) * 90 / 100]), (window.Count, window.Median, window.MedianDeviation, window.Percentile(90)));
            }
        }
    }
}
