using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Rialto.Host.Feeds.Live;

/// <summary>
/// A log in a file, a line an event, for a role that must not write to a terminal. At 32 MiB the file is renamed to <c>.1</c>, the one before to <c>.2</c>, and so on to <c>.8</c>. A disk that does not
/// take a line loses it: a log must never stop a feed; how many were lost is said by the next line that is written. Any thread.
/// </summary>
internal sealed class FeedLogFile : ILoggerProvider
{
    private const long FileBytesMax = 32 << 20;
    private const int FilesKept = 8;

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly long _bytesMax;
    private FileStream? _file;
    private bool _isClosed;
    private long _lost;

    /// <summary>Opens the file, behind what it holds.</summary>
    /// <param name="path">Its folder is made where it is missing.</param>
    /// <param name="time">Gives the time.</param>
    /// <param name="bytesMax">Where a file is full.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public FeedLogFile(string path, TimeProvider time, long bytesMax = FileBytesMax)
    {
        (_path, _time, _bytesMax) = (Path.GetFullPath(path), time, bytesMax);
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _file = Open();
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Close();
        }
    }

    private FileStream Open() => new(_path, FileMode.Append, FileAccess.Write, FileShare.Read, 0);

    private void Write(LogLevel level, string category, string message, Exception? problem)
    {
        var time = _time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        lock (_gate)
        {
            if (_isClosed)
                return;
            if (_lost > 0)
                text.Append(CultureInfo.InvariantCulture, $"{time} Warning log: {_lost} lines before this one could not be written\n");
            text.Append(CultureInfo.InvariantCulture, $"{time} {level} {category}: {message.ReplaceLineEndings(" ")}\n");
            if (problem is not null)
                text.Append(problem).Append('\n');
            try
            {
                // A turn that failed has left it closed.
                _file ??= Open();
                _file.Write(Encoding.UTF8.GetBytes(text.ToString()));
                _lost = 0;
                if (_file.Length >= _bytesMax)
                    Turn();
            }
            catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
            {
                _lost++;
            }
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    private void Turn()
    {
        Close();
        for (var age = FilesKept - 1; age >= 0; age--)
        {
            var from = age == 0 ? _path : $"{_path}.{age}";
            if (File.Exists(from))
                File.Move(from, $"{_path}.{age + 1}", overwrite: true);
        }

        _file = Open();
    }

    private sealed class Writer(FeedLogFile file, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                file.Write(logLevel, category, formatter(state, exception), exception);
        }
    }
}
