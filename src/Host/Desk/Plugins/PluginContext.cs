using System.Reflection;
using System.Runtime.Loader;

namespace Rialto.Host.Desk.Plugins;

/// <summary>
/// Where one plugin lives, so that it can be let go again. What it refers to is the framework or Rialto, which are shared with the host: an <c>IStrategy</c> of the plugin is one of the host's. Nothing else is looked for.
/// </summary>
internal sealed class PluginContext(string name) : AssemblyLoadContext(name, isCollectible: true)
{
    // Null: the host's own.
    protected override Assembly? Load(AssemblyName assemblyName) => null;
}
