import { TableStageGrammar } from './stages-tables.js';
import type {
  Column, Expression, GraphEdge, GraphMarkComponentsStage, GraphMatchStage, GraphNode, GraphOutput, GraphPattern, GraphToTableStage, MakeGraphStage, Name,
  Parameter,
} from './syntax.js';
import * as T from './tokens.js';

/** Options of the graph stages, which elsewhere are names like any other. */
const OPTIONS = {
  make: new Set(['with_node_id']),
  match: new Set(['cycles', 'output']),
  components: new Set(['kind', 'with_component_id']),
  nodes: new Set(['with_node_id']),
  edges: new Set(['with_source_id', 'with_target_id']),
};

/** Stages that make graphs out of rows and rows out of graphs. */
export abstract class GraphStageGrammar extends TableStageGrammar {
  makeGraphStage = this.rule('makeGraphStage', (): MakeGraphStage => {
    const start = this.here();
    const nodes: MakeGraphStage['nodes'][number][] = [];
    let partitionedBy: MakeGraphStage['partitionedBy'] = null;
    this.CONSUME(T.K['make-graph']);
    const hints = this.SUBRULE(this.parameters);
    const source = this.SUBRULE(this.name);
    this.CONSUME(T.Minus);
    this.touches();
    this.CONSUME2(T.Minus);
    const directed = this.SUBRULE(this.arrowHead);
    const target = this.SUBRULE2(this.name);
    const params = this.SUBRULE(this.graphParameters, { ARGS: [OPTIONS.make] });
    this.OPTION(() => {
      if (params.length > 0) this.problem(this.LA(1), '|');
      this.CONSUME(T.K.with);
      this.AT_LEAST_ONE_SEP({
        SEP: T.Comma,
        DEF: () => {
          const table = this.SUBRULE(this.expression);
          this.CONSUME(T.K.on);
          nodes.push({ table, key: this.SUBRULE3(this.name) });
        },
      });
    });
    this.OPTION2(() => {
      this.CONSUME(T.K['partitioned-by']);
      const column = this.SUBRULE(this.columnPath);
      partitionedBy = { column, body: this.SUBRULE(this.block) };
    });
    return { kind: 'make-graph', hints, params, source, directed, target, nodes, partitionedBy, span: this.since(start) };
  });

  graphParameters = this.rule('graphParameters', (known: ReadonlySet<string>): Parameter[] => {
    const params: Parameter[] = [];
    this.MANY({ GATE: () => this.is(2, T.Equals) && known.has(this.LA(1).image), DEF: () => params.push(this.SUBRULE(this.parameter)) });
    return params;
  });

  /** `>` behind dashes, or nothing. */
  arrowHead = this.rule('arrowHead', (): boolean => {
    let there = false;
    this.OPTION(() => {
      this.touches();
      this.angle('>');
      this.CONSUME(T.Relational);
      there = true;
    });
    return there;
  });

  /** The characters of an arrow stand together. */
  private touches(): void {
    if (!this.RECORDING_PHASE && !this.adjacent()) this.problem(this.LA(1), '-->');
  }

  /** Angles are comparisons to the scanner. */
  private angle(wanted: '<' | '>'): void {
    const next = this.LA(1);
    if (next.image !== wanted) this.problem(next, wanted);
  }

  graphMatchStage = this.rule('graphMatchStage', (): GraphMatchStage => {
    const start = this.here();
    const patterns: GraphPattern[] = [];
    let where: Expression | null = null;
    let project: Column[] | null = null;
    const kind = this.OR([
      { ALT: () => this.CONSUME(T.K['graph-match']) },
      { ALT: () => this.CONSUME(T.K['graph-shortest-paths']) },
    ]).image as GraphMatchStage['kind'];
    const params = this.SUBRULE(this.graphParameters, { ARGS: [OPTIONS.match] });
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => patterns.push(this.SUBRULE(this.graphPattern)) });
    this.OPTION(() => {
      this.CONSUME(T.K.where);
      where = this.SUBRULE(this.expression);
    });
    this.OPTION2(() => {
      this.CONSUME(T.K.project);
      project = this.SUBRULE(this.columns);
    });
    return { kind, params, patterns, where, project, span: this.since(start) };
  });

  graphPattern = this.rule('graphPattern', (): GraphPattern => {
    const start = this.here();
    const elements: (GraphNode | GraphEdge)[] = [this.SUBRULE(this.graphNode)];
    this.MANY(() => {
      elements.push(this.SUBRULE(this.graphEdge));
      elements.push(this.SUBRULE2(this.graphNode));
    });
    return { kind: 'graphPattern', elements, span: this.since(start) };
  });

  graphNode = this.rule('graphNode', (): GraphNode => {
    const start = this.here();
    let name: Name | null = null;
    this.CONSUME(T.LParen);
    this.OPTION(() => { name = this.SUBRULE(this.name); });
    this.CONSUME(T.RParen);
    return { kind: 'graphNode', name, span: this.since(start) };
  });

  /** `-->`, `<--`, `--`, `-[e]->`, `<-[e]-`, `-[e*1..3]-`. */
  graphEdge = this.rule('graphEdge', (): GraphEdge => {
    const start = this.here();
    let left = false;
    let right = false;
    let inner: Pick<GraphEdge, 'name' | 'range'> = { name: null, range: null };
    this.OPTION(() => {
      this.angle('<');
      this.CONSUME(T.Relational);
      left = true;
    });
    if (left) this.touches();
    this.CONSUME(T.Minus);
    this.touches();
    this.OPTION2(() => { inner = this.SUBRULE(this.graphEdgeName); });
    this.touches();
    this.CONSUME2(T.Minus);
    this.OPTION3({ GATE: () => !left, DEF: () => { right = this.SUBRULE(this.arrowHead); } });
    return { kind: 'graphEdge', ...inner, direction: left ? 'left' : right ? 'right' : 'any', span: this.since(start) };
  });

  graphEdgeName = this.rule('graphEdgeName', (): Pick<GraphEdge, 'name' | 'range'> => {
    let name: Name | null = null;
    let range: GraphEdge['range'] = null;
    this.CONSUME(T.LBracket);
    this.OPTION(() => { name = this.SUBRULE(this.name); });
    this.OPTION2(() => {
      this.CONSUME(T.Star);
      const from = this.SUBRULE(this.operand);
      this.CONSUME(T.DotDot);
      range = { from, to: this.SUBRULE2(this.operand) };
    });
    this.CONSUME(T.RBracket);
    return { name, range };
  });

  graphToTableStage = this.rule('graphToTableStage', (): GraphToTableStage => {
    const start = this.here();
    const outputs: GraphOutput[] = [];
    this.CONSUME(T.K['graph-to-table']);
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => outputs.push(this.SUBRULE(this.graphOutput)) });
    return { kind: 'graph-to-table', outputs, span: this.since(start) };
  });

  graphOutput = this.rule('graphOutput', (): GraphOutput => {
    const start = this.here();
    let as: Name | null = null;
    const what = this.LA(1);
    if (what.image !== 'nodes' && what.image !== 'edges') this.problem(what, 'nodes or edges');
    this.CONSUME(T.Word);
    this.OPTION(() => {
      this.CONSUME(T.K.as);
      as = this.SUBRULE(this.name);
    });
    const params = this.SUBRULE(this.graphParameters, { ARGS: [OPTIONS[what.image === 'edges' ? 'edges' : 'nodes']] });
    return { kind: 'graphOutput', of: what.image === 'edges' ? 'edges' : 'nodes', as, params, span: this.since(start) };
  });

  graphMarkComponentsStage = this.rule('graphMarkComponentsStage', (): GraphMarkComponentsStage => {
    const start = this.here();
    this.CONSUME(T.K['graph-mark-components']);
    const params = this.SUBRULE(this.graphParameters, { ARGS: [OPTIONS.components] });
    return { kind: 'graph-mark-components', params, span: this.since(start) };
  });
}
