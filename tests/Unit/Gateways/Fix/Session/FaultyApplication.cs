using Rialto.Gateways.Fix.Session;
using Rialto.Wire.Fix;

namespace Rialto.Unit.Gateways.Fix.Session;

/// <summary>An application with a defect: it fails at every message, and at every goodbye.</summary>
internal sealed class FaultyApplication : IFixApplication
{
    public void OnRecalled(FixLink link)
    {
    }

    public void OnResent(FixLink link)
    {
    }

    public ValueTask OnLogonAsync(FixLink link) => ValueTask.CompletedTask;

    public ValueTask OnMessageAsync(FixLink link, FixMessage message) => throw new InvalidOperationException("A message it cannot take.");

    public void OnBatchEnd(FixLink link)
    {
    }

    public ValueTask OnLogoutAsync(FixLink link) => throw new InvalidOperationException("A goodbye it cannot take.");
}
