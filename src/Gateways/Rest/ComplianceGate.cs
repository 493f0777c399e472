namespace Rialto.Gateways.Rest;

/// <summary>
/// Changes of who is verified and of what is asked, one after the other: each is made of what was there before, so nothing may come between the look at it and the command's answer. Any thread.
/// </summary>
internal sealed class ComplianceGate : IDisposable
{
    private readonly SemaphoreSlim _free = new(1, 1);

    /// <summary>Waits for its turn; dispose of it once.</summary>
    public async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_free);
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    /// <summary>Nobody else changes anything until it is disposed of.</summary>
    public readonly struct Turn(SemaphoreSlim free) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => free.Release();
    }
}
