using Rialto.Gateways;
using Rialto.Host.Metrics;
using Xunit;

namespace Rialto.Integration.Metrics;

public sealed class ProcessMetersTests
{
    [Fact]
    public void Counts_of_the_system_are_read_and_what_it_does_not_tell_is_none()
    {
        Assert.Equal(4_096, ProcessMeters.DiskCount("rchar: 17\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 0\n", "read_bytes"));
        Assert.Equal(8_192, ProcessMeters.DiskCount("rchar: 17\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 0\n", "write_bytes"));
        Assert.Null(ProcessMeters.DiskCount("read_bytes: many\n", "read_bytes"));
        Assert.Null(ProcessMeters.DiskCount("", "read_bytes"));
        const string Table = """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo:     500       1    0    0    0     0          0         0      500       1    0    0    0     0       0          0
              eth0: 1000       1    0    0    0     0          0         0     30       1    0    0    0     0       0          0
              eth1:23       1    0    0    0     0          0         0      4       1    0    0    0     0       0          0
            """;
        Assert.Equal((1_023, 34), ProcessMeters.NetworkCount(Table));
        Assert.Null(ProcessMeters.NetworkCount("    lo: 1 2 3"));
    }

    [Fact]
    public void Rates_are_told_at_once_and_taken_anew_after_a_second()
    {
        var now = 1L;
        var meters = new ProcessMeters(() => now);
        now += 500_000_000;
        var first = Page(meters);
        foreach (var name in (string[])["memory_usage_mb", "cpu_usage_pct"])
            Assert.Contains($"\n{name} ", first, StringComparison.Ordinal);

        // Not anew before a second is over.
        now += 400_000_000;
        Assert.Equal(Line(first, "cpu_usage_pct"), Line(Page(meters), "cpu_usage_pct"));
        now += 3_600_000_000_000;
        Assert.InRange(double.Parse(Line(Page(meters), "cpu_usage_pct").Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), 0, 1);
    }

    private static string Page(ProcessMeters meters)
    {
        var text = new PrometheusText();
        meters.Write(text);
        return text.ToString();
    }

    private static string Line(string page, string name) => page.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal));
}
