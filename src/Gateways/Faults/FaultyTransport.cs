using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Rialto.Gateways.Faults;

/// <summary>
/// The last thing before a web server's connection: can swallow what is written, or cut it off in its middle, whatever protocol it is. Where nothing is asked of it, it hands on.
/// <see cref="Wrap"/> puts one in front of every connection, where requests find it among their features.
/// </summary>
internal sealed class FaultyTransport : PipeWriter, IDuplexPipe
{
    private readonly ConnectionContext _connection;
    private readonly IDuplexPipe _inner;
    private byte[] _scratch = [];
    private readonly List<byte> _cut = [];
    private volatile bool _isSilent;
    private volatile bool _cutsNext;
    private bool _isScratch;

    private FaultyTransport(ConnectionContext connection) => (_connection, _inner) = (connection, connection.Transport);

    /// <summary>What is written is swallowed while this is true.</summary>
    public bool IsSilent
    {
        get => _isSilent;
        set => _isSilent = value;
    }

    /// <inheritdoc/>
    public PipeReader Input => _inner.Input;

    /// <inheritdoc/>
    public PipeWriter Output => this;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => _inner.Output.CanGetUnflushedBytes;

    /// <inheritdoc/>
    public override long UnflushedBytes => _inner.Output.UnflushedBytes;

    /// <summary>For a listener: its connections get one.</summary>
    public static ConnectionDelegate Wrap(ConnectionDelegate next) => async connection =>
    {
        var transport = new FaultyTransport(connection);
        connection.Features.Set(transport);
        connection.Transport = transport;
        await next(connection).ConfigureAwait(false);
    };

    /// <summary>Of what is flushed next only the first half goes out, and then the connection ends.</summary>
    public void CutNext() => _cutsNext = true;

    /// <summary>Resets the connection.</summary>
    public void Kill() => _connection.Abort(new ConnectionAbortedException("killed by a fault"));

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        _isScratch = _isSilent || _cutsNext;
        if (!_isScratch)
            return _inner.Output.GetMemory(sizeHint);
        if (_scratch.Length < Math.Max(sizeHint, 4_096))
            _scratch = new byte[Math.Max(sizeHint, 4_096)];
        return _scratch;
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        if (!_isScratch)
            _inner.Output.Advance(bytes);
        else if (_cutsNext)
            _cut.AddRange(_scratch.AsSpan(0, bytes));
    }

    /// <inheritdoc/>
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_cutsNext && _cut.Count > 0)
        {
            _cutsNext = false;
            _isSilent = true;
            await _inner.Output.WriteAsync(_cut.ToArray().AsMemory(0, Math.Max(1, _cut.Count / 2)), cancellationToken).ConfigureAwait(false);
            // The end of the output closes the connection once all of it is sent, where an abort might take the half back.
            await _inner.Output.CompleteAsync().ConfigureAwait(false);
            return default;
        }

        return _isSilent || _cutsNext ? default : await _inner.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush() => _inner.Output.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => _inner.Output.Complete(exception);
}
