using Microsoft.Extensions.Logging;
using Rialto.Host.Feeds.Live;
using Xunit;

namespace Rialto.Integration.Feeds.Live;

public class FeedLogFileTests
{
    [Fact]
    public void A_full_file_gives_way_and_the_oldest_goes()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("logs/feed.log");
        using (var file = new FeedLogFile(path, TimeProvider.System, bytesMax: 150))
        {
            var log = file.CreateLogger("Rialto.Host.Feeds.Live.FeedRole");
            for (var line = 0; line < 12; line++)
                log.Log(LogLevel.Warning, default, $"line {line}\nand more of it, so that two of them fill a file", null, static (state, _) => state);
        }

        Assert.Contains(" Warning FeedRole: line 10 and more", File.ReadAllText(path + ".1"), StringComparison.Ordinal);
        Assert.Equal(6, Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Count(name => new FileInfo(name).Length > 0));
    }

    [Fact]
    public void A_folder_that_is_gone_loses_lines_and_stops_nobody()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("logs/feed.log");
        using var file = new FeedLogFile(path, TimeProvider.System, bytesMax: 60);
        var log = file.CreateLogger("x");
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        for (var line = 0; line < 5; line++)
            log.Log(LogLevel.Warning, default, $"line {line}, long enough to fill a file by itself, and more", null, static (state, _) => state);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        log.Log(LogLevel.Warning, default, "again", null, static (state, _) => state);
        var written = File.ReadAllText(File.Exists(path + ".1") ? path + ".1" : path);
        Assert.Contains("lines before this one could not be written", written, StringComparison.Ordinal);
        Assert.Contains("again", written, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_below_information_is_not_written()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("feed.log");
        using (var file = new FeedLogFile(path, TimeProvider.System))
            file.CreateLogger("x").Log(LogLevel.Debug, default, "hidden", null, static (state, _) => state);
        Assert.Empty(File.ReadAllText(path));
    }
}
